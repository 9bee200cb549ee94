import { type Channel, createInbox } from '../../preload/contract/channel.ts'

/** A MessagePort as a channel. Electron and current browsers tell a port when its other end is gone. */
export function portChannel(port: MessagePort): Channel {
  const inbox = createInbox()
  port.addEventListener('message', (message) => inbox.deliver(message.data))
  port.addEventListener('close', () => inbox.shut())
  port.start()
  return {
    receive: inbox.receive,
    closed: inbox.closed,
    send(frame) {
      if (!inbox.isClosed) port.postMessage(frame)
    },
    close() {
      port.close()
      inbox.shut()
    },
  }
}
