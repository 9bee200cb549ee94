import type { IpcMainEvent, IpcMainInvokeEvent, WebContents, WebFrameMain } from 'electron'
import { isAppUrl } from './app-origin.ts'

/** The frame that a message comes from, when it is the top frame of our own window and shows our own page. */
export function ownFrame(
  event: IpcMainEvent | IpcMainInvokeEvent,
  page: WebContents,
): WebFrameMain | undefined {
  const frame = event.senderFrame
  const isOwn = event.sender === page && frame !== null && frame.parent === null && isAppUrl(frame.url)
  return isOwn ? frame : undefined
}
