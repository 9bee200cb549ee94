import type { Terminal } from './terminal.ts'

interface ForPeople extends Error {
  readonly code?: string
  readonly advice?: string
  readonly where?: string
  readonly exitCode?: number
}

/** Prints what went wrong, where, and what to do next; never a stack trace. @returns the exit code */
export function fail(terminal: Terminal, error: unknown): number {
  const { code, message, advice, where, exitCode, name } = error as ForPeople
  const known = advice !== undefined
  terminal.line()
  terminal.line(`joinery: ${known ? message : `something unexpected happened: ${message}`}`)
  if (where !== undefined) terminal.line(`  at ${where}`)
  if (known) terminal.line(`  ${advice}`)
  else
    terminal.line(
      `  Nothing that was saved is lost. Run the command again; with --verbose it tells more. (${name})`,
    )
  terminal.result({
    error: {
      code: code ?? 'internal',
      message,
      ...(advice === undefined ? {} : { advice }),
      ...(where === undefined ? {} : { where }),
    },
  })
  return exitCode ?? exitCodeOf(code)
}

function exitCodeOf(code: string | undefined): number {
  if (code === 'invalid-parameters' || code === 'configuration' || code === 'connector/config') return 2
  return code === 'limit' ? 3 : 1
}
