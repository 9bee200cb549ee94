import { type Channel, createInbox } from '../../preload/contract/channel.ts'

/**
 * Opens the WebSocket of the browser host as a channel. Rejects when the host does not admit this page. `key` is what
 * the host gave this page's origin beside the cookie.
 */
export function openSocketChannel(url: string, key: string): Promise<Channel> {
  const socket = new WebSocket(url, `joinery.${key}`)
  const inbox = createInbox()
  socket.addEventListener('message', (message) => inbox.deliver(JSON.parse(message.data)))
  socket.addEventListener('close', () => inbox.shut())
  const channel: Channel = {
    receive: inbox.receive,
    closed: inbox.closed,
    send(frame) {
      if (!inbox.isClosed) socket.send(JSON.stringify(frame))
    },
    close: () => socket.close(),
  }
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(channel))
    socket.addEventListener('close', () => reject(new Error('The browser host refused the connection.')))
  })
}
