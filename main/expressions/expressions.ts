/** The door of this room: what rules, engine and screens need of the expression language. */
export type { Ast, Dialect } from './ast.ts'
export { type Compiled, compileExpression, type Environment, type ReadAttribute } from './compile.ts'
export { ExpressionError } from './error.ts'
export { parseExpression } from './parse.ts'
