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
