import type { WebSocket } from 'ws'
import { type Channel, createInbox } from '../../preload/contract/channel.ts'

/** A page that does not read is disconnected when this many bytes wait for it. */
const unsentLimit = 64 * 1024 * 1024

const protocolError = 1002
const unsupportedData = 1003

/**
 * One WebSocket as a channel: one JSON text for each frame. What is not JSON ends the connection. A peer that answers
 * no ping between two heartbeats is taken for gone.
 */
export function socketChannel(socket: WebSocket, heartbeat: number): Channel {
  const inbox = createInbox()
  let alive = true

  const beat = setInterval(() => {
    if (alive) socket.ping()
    else socket.terminate()
    alive = false
  }, heartbeat)
  beat.unref()

  socket.on('pong', () => {
    alive = true
  })
  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.close(unsupportedData, 'text frames only')
    const frame = parseFrame(data.toString())
    if (frame === undefined) return socket.close(protocolError, 'not a frame')
    inbox.deliver(frame)
  })
  // `close` follows every error; without a listener the error would end the process.
  socket.on('error', () => {})
  socket.on('close', () => {
    clearInterval(beat)
    inbox.shut()
  })

  return {
    receive: inbox.receive,
    closed: inbox.closed,
    send(frame) {
      if (inbox.isClosed) return
      if (socket.bufferedAmount > unsentLimit) return socket.terminate()
      socket.send(JSON.stringify(frame))
    },
    close: () => socket.close(),
  }
}

/** Only an object can be a frame; everything else is undefined. */
function parseFrame(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
