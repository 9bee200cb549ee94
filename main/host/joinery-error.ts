export interface JoineryErrorDetails {
  /** What to do next, as a sentence. */
  readonly advice: string
  /** File and line, system, object or attribute. Never a secret. */
  readonly where?: string
  /** What the command line ends with: 1 failed, 2 usage or configuration, 3 stopped by a limit, 4 done with failures. */
  readonly exitCode?: number
  readonly cause?: unknown
}

/** An error of Joinery's own that a person should read. `code` is stable; `message` says what went wrong and why. */
export class JoineryError extends Error {
  override readonly name = 'JoineryError'
  readonly code: string
  readonly advice: string
  readonly where: string | undefined
  readonly exitCode: number | undefined

  constructor(code: string, message: string, details: JoineryErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.advice = details.advice
    this.where = details.where
    this.exitCode = details.exitCode
  }
}
