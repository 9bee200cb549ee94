/** The door of this room: what rules, engine and screens need of the expression language. */
export type { Dialect } from './ast.ts'
export { type Compiled, compileExpression } from './compile.ts'
export { ExpressionError, RaisedError } from './error.ts'
export { authoritativeNull, type FlowOutcome, ignoreThisFlow } from './flow-signal.ts'
export { parseExpression } from './parse.ts'
export { compilePattern, PatternError } from './pattern.ts'
export type { Environment, ReadAttribute } from './scope.ts'
