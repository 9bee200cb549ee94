/**
 * Both directions of one connection between a page and the host, whatever carries it: a MessagePort, a WebSocket or
 * memory. Frames are plain JSON values; order is kept; nothing is sent twice. Whoever receives a frame validates it.
 */
export interface Channel {
  /** Does nothing once the channel is closed. */
  send(frame: unknown): void
  /** One listener; frames that arrived before it was set are delivered to it first. */
  receive(listener: (frame: unknown) => void): void
  /** Called once, when either end closes or the connection is lost; at once if that has happened already. */
  closed(listener: () => void): void
  close(): void
}

/** The receiving half of a channel, the same for every transport: holds frames until someone listens, closes once. */
export interface Inbox extends Pick<Channel, 'receive' | 'closed'> {
  readonly isClosed: boolean
  deliver(frame: unknown): void
  /** Marks the connection as gone; frames after it are dropped. */
  shut(): void
}

export function createInbox(): Inbox {
  let early: unknown[] = []
  let listener: ((frame: unknown) => void) | undefined
  let onClosed: (() => void) | undefined
  let isClosed = false
  return {
    get isClosed() {
      return isClosed
    },
    deliver(frame) {
      if (isClosed) return
      if (listener) listener(frame)
      else early.push(frame)
    },
    receive(next) {
      listener = next
      const frames = early
      early = []
      for (const frame of frames) next(frame)
    },
    shut() {
      if (isClosed) return
      isClosed = true
      onClosed?.()
    },
    closed(next) {
      if (isClosed) next()
      else onClosed = next
    },
  }
}
