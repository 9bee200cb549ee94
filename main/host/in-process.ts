import { type Channel, createInbox, type Inbox } from '../../preload/contract/channel.ts'
import { type Client, createClient } from '../../preload/contract/client.ts'
import type { Host } from './port.ts'
import { type ReportError, serve } from './serve.ts'

/** Two ends of one channel in memory. Frames are copied as a process border would copy them. */
export function memoryChannels(): [Channel, Channel] {
  const first = createInbox()
  const second = createInbox()
  const shut = () => {
    first.shut()
    second.shut()
  }
  return [memoryEnd(first, second, shut), memoryEnd(second, first, shut)]
}

function memoryEnd(own: Inbox, other: Inbox, shut: () => void): Channel {
  return {
    send(frame) {
      if (own.isClosed) return
      const copy = structuredClone(frame)
      // Never within the sender's own call: no real transport answers before `send` has returned.
      queueMicrotask(() => other.deliver(copy))
    },
    receive: own.receive,
    closed: own.closed,
    close: shut,
  }
}

/** A client in the same process that passes the same validation as a page. Closing it leaves the host open. */
export function connectInProcess(host: Host, report?: ReportError): Client {
  const [near, far] = memoryChannels()
  serve(host, far, report)
  return createClient(near)
}
