import type { z } from 'zod'
import type { Channel } from './channel.ts'
import { type ErrorShape, type RequestFrame, type ResponseFrame, responseFrame } from './frame.ts'
import { type CallName, type EventOf, methods, type Params, type Result, type WatchName } from './methods.ts'

/** The one error a client gives: what the host answered, or what went wrong between it and us. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  readonly code: string
  readonly advice: string
  readonly where: string | undefined
  readonly system: string | undefined

  constructor(shape: ErrorShape) {
    super(shape.message)
    this.code = shape.code
    this.advice = shape.advice
    this.where = shape.where
    this.system = shape.system
  }
}

export interface WatchListener<E> {
  event(event: E): void
  /** The subscription is over and nothing more follows. Code `connection-lost` when the channel closed. */
  error?(error: ContractError): void
  /** The host has nothing more to tell. */
  ended?(): void
}

export interface Client {
  /**
   * Asks the host and waits for its answer. Rejects with a ContractError: `invalid-parameters` before anything is
   * sent, `invalid-response`, `cancelled` after the signal aborted, `connection-lost`, or the host's own code.
   */
  call<K extends CallName>(
    method: K,
    params: Params<K>,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<Result<K>>
  /** Subscribes; the returned function ends the subscription. Events arrive in order and without a gap. */
  watch<K extends WatchName>(method: K, params: Params<K>, listener: WatchListener<EventOf<K>>): () => void
  close(): void
}

/** `filter.limit: Too big: expected number to be <=1000` of the first issue. */
export function issuePath(error: z.ZodError): { where: string; message: string } {
  const issue = error.issues[0]
  return { where: issue?.path.map(String).join('.') ?? '', message: issue?.message ?? 'not valid' }
}

/** The error for parameters that a method does not take. */
export function invalidParameters(method: string, error: z.ZodError): ErrorShape {
  const { where, message } = issuePath(error)
  return {
    code: 'invalid-parameters',
    message: `${method} was asked with parameters it does not take: ${where ? `${where}: ` : ''}${message}`,
    advice: 'Correct the named parameter.',
    ...(where && { where }),
  }
}

const connectionLost: ErrorShape = {
  code: 'connection-lost',
  message: 'The connection to the Joinery host is lost.',
  advice: 'Reload the page. Work that was running goes on in the host, or is resumed when it starts again.',
}

const cancelled: ErrorShape = {
  code: 'cancelled',
  message: 'The request was cancelled.',
  advice: 'Ask again when the answer is needed.',
}

function invalidResponse(method: string, detail: string): ContractError {
  return new ContractError({
    code: 'invalid-response',
    message: `The host answered ${method} in a way this page does not understand: ${detail}`,
    advice: 'Reload the page; if it stays, page and host are of different versions: start Joinery again.',
  })
}

/** What waits for the frames of one id. `frame` answers whether it still waits. */
interface Waiting {
  frame(frame: ResponseFrame): boolean
  fail(error: ContractError): void
}

/** A typed client over a channel. Parameters are validated before they are sent, results and events when they arrive. */
export function createClient(channel: Channel): Client {
  const waiting = new Map<number, Waiting>()
  let lost = false
  let lastId = 0

  const send = (frame: RequestFrame) => channel.send(frame)

  function begin(method: string, params: unknown, entry: Waiting): number {
    lastId += 1
    waiting.set(lastId, entry)
    send({ t: 'call', id: lastId, method, params })
    return lastId
  }

  function stop(id: number): boolean {
    if (!waiting.delete(id)) return false
    send({ t: 'cancel', id })
    return true
  }

  channel.receive((raw) => {
    const parsed = responseFrame.safeParse(raw)
    if (parsed.success) {
      const entry = waiting.get(parsed.data.id)
      if (entry && !entry.frame(parsed.data)) waiting.delete(parsed.data.id)
      return
    }
    // A frame we cannot read but that names a request must not leave that request waiting for ever.
    const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : undefined
    const entry = typeof id === 'number' ? waiting.get(id) : undefined
    if (!entry) return
    stop(id as number)
    entry.fail(invalidResponse('a request', issuePath(parsed.error).message))
  })

  channel.closed(() => {
    lost = true
    const entries = [...waiting.values()]
    waiting.clear()
    for (const entry of entries) entry.fail(new ContractError(connectionLost))
  })

  return {
    call(method, params, options) {
      const signal = options?.signal
      const schema = methods[method]
      return new Promise((resolve, reject) => {
        const checked = schema.params.safeParse(params)
        if (!checked.success) return reject(new ContractError(invalidParameters(method, checked.error)))
        if (lost) return reject(new ContractError(connectionLost))
        if (signal?.aborted) return reject(new ContractError(cancelled))

        const settle = (finish: () => void) => {
          signal?.removeEventListener('abort', abort)
          finish()
          return false
        }
        const id = begin(method, params, {
          frame: (frame) =>
            settle(() => {
              if (frame.t === 'error') return reject(new ContractError(frame.error))
              if (frame.t === 'event') return reject(invalidResponse(method, 'an event instead of a result'))
              const result = schema.result.safeParse(frame.value)
              if (result.success) return resolve(result.data as Result<typeof method>)
              reject(invalidResponse(method, describe(result.error)))
            }),
          fail: (error) => settle(() => reject(error)),
        })
        function abort() {
          if (stop(id)) settle(() => reject(new ContractError(cancelled)))
        }
        signal?.addEventListener('abort', abort)
      })
    },

    watch(method, params, listener) {
      const schema = methods[method]
      const checked = schema.params.safeParse(params)
      if (!checked.success || lost) {
        const shape = checked.success ? connectionLost : invalidParameters(method, checked.error)
        let wanted = true
        // Not before the caller holds the function that ends the subscription.
        queueMicrotask(() => wanted && listener.error?.(new ContractError(shape)))
        return () => {
          wanted = false
        }
      }
      let next = 1
      const fail = (error: ContractError) => {
        stop(id)
        listener.error?.(error)
        return false
      }
      const id = begin(method, params, {
        frame(frame) {
          if (frame.t === 'error') {
            listener.error?.(new ContractError(frame.error))
            return false
          }
          if (frame.t === 'result') {
            listener.ended?.()
            return false
          }
          if (frame.seq !== next)
            return fail(invalidResponse(method, `event ${frame.seq} instead of ${next}`))
          next += 1
          const event = schema.events.safeParse(frame.value)
          if (!event.success) return fail(invalidResponse(method, describe(event.error)))
          listener.event(event.data as EventOf<typeof method>)
          return true
        },
        fail: (error) => listener.error?.(error),
      })
      return () => {
        stop(id)
      }
    },

    close: () => channel.close(),
  }
}

function describe(error: z.ZodError): string {
  const { where, message } = issuePath(error)
  return where ? `${where}: ${message}` : message
}
