/** The door of this room: what rules, engine and screens need of the expression language. */
export type { Dialect } from './ast.ts'
export { type Compiled, compileExpression } from './compile.ts'
export { ExpressionError } from './error.ts'
export { authoritativeNull } from './flow-signal.ts'
export { parseExpression } from './parse.ts'
export type { Environment } from './scope.ts'
