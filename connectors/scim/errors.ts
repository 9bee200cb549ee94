import { HttpFailure } from '../kit/http.ts'
import type { HttpResponse } from '../kit/http-message.ts'
import { parseRetryAfter } from '../kit/retry.ts'
import { ConnectorError, type ConnectorErrorKind } from '../spi/error.ts'

/** An answer the system gave and that is not a success, with what SCIM says of it. */
export class ScimRefusal extends ConnectorError {
  readonly status: number
  readonly scimType: string | undefined

  constructor(
    kind: ConnectorErrorKind,
    message: string,
    details: {
      advice: string
      where: string
      system: string
      status: number
      scimType: string | undefined
      retryAfter?: number
    },
  ) {
    const { status, scimType, retryAfter, ...rest } = details
    super(kind, message, { ...rest, ...(retryAfter === undefined ? {} : { retryAfter }) })
    this.status = status
    this.scimType = scimType
  }
}

interface Meaning {
  readonly kind: ConnectorErrorKind
  readonly what: string
  readonly advice: string
}

const meanings: Readonly<Record<number, Meaning>> = {
  400: {
    kind: 'constraint',
    what: 'refused the request as wrong',
    advice:
      'Correct the value or the rule that makes it; if the service does not know the attribute, stop flowing it',
  },
  401: {
    kind: 'auth',
    what: 'did not accept the sign-in',
    advice: 'Enter a new token or password for this system; the old one may have expired',
  },
  403: {
    kind: 'permission',
    what: 'does not allow this',
    advice: 'Give the account or token the right to read and write users and groups',
  },
  404: {
    kind: 'notFound',
    what: 'has no such object',
    advice: 'Import the system again: the object was deleted, or the base URL is not right',
  },
  405: {
    kind: 'precondition',
    what: 'does not support this kind of request',
    advice: 'Choose the vendor profile that fits this system',
  },
  408: { kind: 'timeout', what: 'gave up waiting', advice: 'Try again later' },
  409: {
    kind: 'exists',
    what: 'has an object with this name already',
    advice: 'Join the existing object, or give the new one another name',
  },
  412: {
    kind: 'precondition',
    what: 'has a newer version of the object',
    advice: 'Import the system again and review the change',
  },
  413: {
    kind: 'constraint',
    what: 'finds the request too large',
    advice:
      'Lower pageSize, or maxMembersPerPatch in profileOverrides; the group may be too large for the service',
  },
  422: {
    kind: 'constraint',
    what: 'refused the values',
    advice: 'Correct the value or the rule that makes it',
  },
  501: {
    kind: 'precondition',
    what: 'has not implemented this kind of request',
    advice: 'Choose the vendor profile that fits this system',
  },
}

export interface AnswerContext {
  /** `PATCH https://…/Users/1`, without a query. */
  readonly where: string
  readonly host: string
  readonly now: number
  /** Takes secrets out of the system's words. */
  redact(text: string): string
}

/** The error an unsuccessful answer means, with the system's own words. */
export function refusalOf(response: HttpResponse, context: AnswerContext): ConnectorError {
  const { status } = response
  const { detail, scimType } = wordsOf(response, context)
  const system = [`HTTP ${status}`, scimType, detail].filter(Boolean).join(': ')
  const said = detail ? `: ${detail}` : ` (HTTP ${status})`
  const retryAfter = parseRetryAfter(response.headers.get('retry-after'), context.now)
  const details = { where: context.where, system, status, scimType }

  if (status === 429 || status === 503) {
    const what = status === 429 ? 'asks for fewer requests' : 'is not available at the moment'
    return new ScimRefusal('throttled', `${context.host} ${what}${said}`, {
      ...details,
      advice: 'Continue the export later, or lower maxRequestsPerMinute and concurrency',
      ...(retryAfter === undefined ? {} : { retryAfter }),
    })
  }
  if (status === 502 || status === 504) {
    return new HttpFailure('connection', `A gateway before ${context.host} lost the request${said}`, {
      advice: 'Try again; if it stays, ask the operator of the service',
      where: context.where,
      system,
      sent: true,
      transient: true,
    })
  }
  const meaning = scimType === 'uniqueness' ? meanings[409] : meanings[status]
  if (meaning)
    return new ScimRefusal(meaning.kind, `${context.host} ${meaning.what}${said}`, {
      ...details,
      advice: meaning.advice,
    })
  const kind = status >= 500 ? 'internal' : 'constraint'
  return new ScimRefusal(kind, `${context.host} answered with HTTP ${status}${detail ? said : ''}`, {
    ...details,
    advice: 'Try again; if it stays, ask the operator of the service with these words',
  })
}

function wordsOf(
  response: HttpResponse,
  context: AnswerContext,
): { detail: string; scimType: string | undefined } {
  let body: Record<string, unknown> = {}
  try {
    const parsed: unknown = JSON.parse(response.text)
    if (typeof parsed === 'object' && parsed !== null) body = parsed as Record<string, unknown>
  } catch {
    // Gateways answer in HTML: the status says enough.
  }
  // SCIM 1.1 and some vendors wrap it: {"Errors":[{"description":"…"}]}
  const wrapped = (Array.isArray(body.Errors) ? body.Errors[0] : undefined) as
    | Record<string, unknown>
    | undefined
  const detail = body.detail ?? wrapped?.description ?? body.message ?? body.error_description ?? body.error
  const scimType =
    typeof body.scimType === 'string' && /^\w{1,40}$/.test(body.scimType) ? body.scimType : undefined
  return { detail: typeof detail === 'string' ? context.redact(detail).slice(0, 500) : '', scimType }
}
