export interface SourcePosition {
  /** Characters before the place in question, from 0. */
  readonly offset: number
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units as editors count them. */
  readonly column: number
}

/** The only error this room throws: an expression that cannot be read, or a value it cannot work on. */
export class ExpressionError extends Error implements SourcePosition {
  override readonly name = 'ExpressionError'
  readonly offset: number
  readonly line: number
  readonly column: number
  /** What to do next, a sentence for the author of the rule. */
  readonly advice: string | undefined

  constructor(message: string, position: SourcePosition, advice?: string) {
    super(message)
    this.offset = position.offset
    this.line = position.line
    this.column = position.column
    this.advice = advice
  }
}

export function positionAt(source: string, offset: number): SourcePosition {
  const before = source.slice(0, offset)
  const line = before.split('\n').length
  return { offset, line, column: offset - before.lastIndexOf('\n') }
}

/** `Error("…")` in an expression: the rule's author says that this object must not be exported, and why. */
export class RaisedError extends ExpressionError {}
