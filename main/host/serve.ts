import type { z } from 'zod'
import type { Channel } from '../../preload/contract/channel.ts'
import { invalidParameters, issuePath } from '../../preload/contract/client.ts'
import {
  type ErrorShape,
  type RequestFrame,
  type ResponseFrame,
  requestFrame,
} from '../../preload/contract/frame.ts'
import {
  type CallName,
  type EventOf,
  type MethodName,
  methods,
  type Params,
  type WatchName,
} from '../../preload/contract/methods.ts'
import { toErrorShape } from './error-shape.ts'
import { JoineryError } from './joinery-error.ts'
import type { Host } from './port.ts'

/** More requests at one time than any screen has use for. */
const requestsAtOnce = 256

/** Hears of each error before it is reduced for the wire, so that a log can hold what a page must not see. */
export type ReportError = (error: unknown, method: string) => void

/**
 * Answers the frames of one channel from the host. Parameters are validated before the host sees them, results and
 * events before they leave; a peer that breaks the protocol is disconnected. The returned function stops serving.
 */
export function serve(host: Host, channel: Channel, report: ReportError = () => {}): () => void {
  const running = new Map<number, AbortController>()

  const send = (frame: ResponseFrame) => channel.send(frame)
  const sendError = (id: number, error: ErrorShape) => send({ t: 'error', id, error })

  channel.receive((raw) => {
    const parsed = requestFrame.safeParse(raw)
    if (!parsed.success) return channel.close()
    const frame = parsed.data
    if (frame.t === 'cancel') {
      running.get(frame.id)?.abort()
      running.delete(frame.id)
      return
    }
    if (running.has(frame.id)) return channel.close()
    if (running.size >= requestsAtOnce) return sendError(frame.id, tooMany)
    void answer(frame)
  })

  async function answer({ id, method, params }: RequestFrame & { t: 'call' }): Promise<void> {
    if (!isMethod(method)) return sendError(id, unknownMethod(method))
    const checked = methods[method].params.safeParse(params)
    if (!checked.success) return sendError(id, invalidParameters(method, checked.error))

    const abort = new AbortController()
    running.set(id, abort)
    const wanted = () => running.get(id) === abort
    try {
      const value = isWatch(method)
        ? await forward(id, method, checked.data, abort.signal, wanted)
        : await call(method, checked.data, abort.signal)
      if (wanted()) send({ t: 'result', id, value })
    } catch (error) {
      if (wanted()) {
        report(error, method)
        sendError(id, toErrorShape(error))
      }
    } finally {
      if (wanted()) running.delete(id)
    }
  }

  async function call(method: CallName, params: unknown, signal: AbortSignal): Promise<unknown> {
    const result = await host.call(method, params as Params<CallName>, signal)
    return valid(methods[method].result, result, method)
  }

  /** Sends the events of a subscription, numbered from 1. The answer after the last one is null. */
  async function forward(
    id: number,
    method: WatchName,
    params: unknown,
    signal: AbortSignal,
    wanted: () => boolean,
  ): Promise<null> {
    let seq = 0
    const events: AsyncIterable<EventOf<WatchName>> = host.watch(method, params as Params<WatchName>, signal)
    for await (const event of events) {
      if (!wanted()) break
      seq += 1
      send({ t: 'event', id, seq, value: valid(methods[method].events, event, method) })
    }
    return null
  }

  const stop = () => {
    const controllers = [...running.values()]
    running.clear()
    for (const controller of controllers) controller.abort()
  }
  channel.closed(stop)
  return () => {
    stop()
    channel.close()
  }
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name)
}

function isWatch(name: MethodName): name is WatchName {
  return 'events' in methods[name]
}

function valid(schema: z.ZodType, value: unknown, method: string): unknown {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const { where, message } = issuePath(checked.error)
  throw new JoineryError(
    'invalid-result',
    `The host has no valid answer to ${method}: ${where}: ${message}`,
    {
      advice: 'This is a defect of Joinery. Please report it with the version and this message.',
    },
  )
}

const tooMany: ErrorShape = {
  code: 'too-many-requests',
  message: `More than ${requestsAtOnce} requests wait for an answer.`,
  advice: 'Wait for earlier answers, then ask again.',
}

function unknownMethod(name: string): ErrorShape {
  return {
    code: 'unknown-method',
    message: `The host has no method ${JSON.stringify(name.slice(0, 60))}.`,
    advice: 'Page and host are of different versions: start Joinery again and reload the page.',
  }
}
