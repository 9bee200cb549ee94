/** The door of this room: what rules, engine and screens need of the expression language. */
export { compileExpression } from './compile.ts'
export { ExpressionError } from './error.ts'
export { parseExpression } from './parse.ts'
