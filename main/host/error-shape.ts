import { z } from 'zod'
import { ConnectorError } from '../../connectors/spi/error.ts'
import { issuePath } from '../../preload/contract/client.ts'
import type { ErrorShape } from '../../preload/contract/frame.ts'

/**
 * Makes any thrown value fit for the wire. Errors made for people keep their words; of all others only their kind
 * crosses, because a message written by a library may hold a path, a statement or a secret.
 */
export function toErrorShape(error: unknown): ErrorShape {
  if (error instanceof ConnectorError) {
    return shape(`connector/${error.kind}`, error.message, error.advice, error.where, error.system)
  }
  if (isForPeople(error)) return shape(error.code, error.message, error.advice, error.where, error.system)
  if (error instanceof z.ZodError) {
    const { where, message } = issuePath(error)
    const text = where
      ? `The value of ${where} is not valid: ${message}`
      : `The value is not valid: ${message}`
    return shape('invalid-parameters', text, 'Correct the named value.', where || undefined)
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return shape('cancelled', 'The request was cancelled.', 'Ask again when the answer is needed.')
  }
  return shape(
    'internal',
    `Something went wrong inside Joinery${hint(error)}.`,
    'Try again; if it stays, the log of the host says more.',
  )
}

interface ErrorForPeople extends Error {
  code: string
  advice: string
  where?: unknown
  system?: unknown
}

/** Any error class that carries a code and advice: JoineryError, ContractError and their like. */
function isForPeople(error: unknown): error is ErrorForPeople {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'advice' in error &&
    typeof error.advice === 'string'
  )
}

function shape(code: string, message: string, advice: string, where?: unknown, system?: unknown): ErrorShape {
  return {
    code,
    message: asSentence(message),
    advice,
    ...(typeof where === 'string' && { where }),
    ...(typeof system === 'string' && { system }),
  }
}

/** Messages stand as titles on screens. What starts with a name (a file, an attribute) keeps its spelling. */
const asSentence = (message: string): string =>
  /^[a-z]+ /.test(message) ? message.charAt(0).toUpperCase() + message.slice(1) : message

/** ` (ENOSPC)` or ` (SQLITE_FULL)`: a code of the machine is safe to show and helps a search. */
function hint(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : ''
}
