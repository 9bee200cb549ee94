import { type IpcMain, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import { ownFrame } from './own-frame.ts'

/**
 * Answers a page that asks for its port: one end goes to the page's frame, the other to `connect`. Only the top frame
 * of our own window, showing our own page, is answered; who else asks hears nothing.
 */
export function handOutPorts(
  ipc: IpcMain,
  page: WebContents,
  connect: (port: MessagePortMain) => void,
): void {
  ipc.on('joinery:port-request', (event) => {
    const frame = ownFrame(event, page)
    if (!frame) return
    const { port1, port2 } = new MessageChannelMain()
    frame.postMessage('joinery:port', null, [port1])
    connect(port2)
  })
}

/** Opens the workspace's folder when our own page asks for it. The page names no folder: it is always that one. */
export function openFolderWhenAsked(ipc: IpcMain, page: WebContents, open: () => void): void {
  ipc.on('joinery:open-folder', (event) => {
    if (ownFrame(event, page)) open()
  })
}
