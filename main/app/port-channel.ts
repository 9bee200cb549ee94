import type { MessagePortMain } from 'electron'
import { type Channel, createInbox } from '../../preload/contract/channel.ts'

/** A port of Electron's main or utility process as a channel. */
export function mainPortChannel(port: MessagePortMain): Channel {
  const inbox = createInbox()
  port.on('message', (message) => inbox.deliver(message.data))
  port.on('close', () => inbox.shut())
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
