import type { Terminal } from './terminal.ts'

interface ForPeople extends Error {
  readonly code?: string
  readonly advice?: string
  readonly where?: string
  readonly exitCode?: number
  readonly problems?: readonly unknown[]
}

/** Prints what went wrong, where, and what to do next; never a stack trace. @returns the exit code */
export function fail(terminal: Terminal, error: unknown): number {
  const { code, message, advice, where, exitCode, name, problems } = error as ForPeople
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
      ...(problems === undefined ? {} : { problems }),
    },
  })
  return exitCode ?? exitCodeOf(code)
}

/** What crossed the contract has lost its own exit code; the words it was called by are the caller's mistake. */
const usage = new Set([
  'usage',
  'invalid-parameters',
  'configuration',
  'connector/config',
  'unknown-system',
  'unknown-change',
  'unknown-object',
  'unknown-identity',
  'several-identities',
  'no-decision',
  'no-session',
  'unknown-limit',
  'no-checkpoint',
  'too-young',
  'pruned',
])

function exitCodeOf(code: string | undefined): number {
  if (code !== undefined && usage.has(code)) return 2
  return code === 'limit' || code === 'implausible' || code === 'too-many-failures' ? 3 : 1
}
