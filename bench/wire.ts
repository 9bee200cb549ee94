import type { Page } from 'playwright-core'
import { requestFrame, responseFrame } from '../preload/contract/frame.ts'

/** Calls that ask for what is at hand: whatever else the host does, they are not to wait. */
const small = new Set(['jobs.get', 'jobs.start', 'jobs.pause', 'jobs.cancel'])

/**
 * Watches the line between a page and its host from now on.
 * @returns asks for the slowest answers so far, milliseconds: of calls about what is running, and of all
 */
export async function answerTimes(page: Page): Promise<() => { small: number; all: number }> {
  const session = await page.context().newCDPSession(page)
  const asked = new Map<number, { method: string; at: number }>()
  const slowest = { small: 0, all: 0 }
  // Chromium's clock, seconds: what the frames are stamped with.
  session.on('Network.webSocketFrameSent', ({ timestamp, response: { payloadData } }) => {
    const frame = requestFrame.safeParse(JSON.parse(payloadData))
    if (frame.success && frame.data.t === 'call')
      asked.set(frame.data.id, { method: frame.data.method, at: timestamp })
  })
  session.on('Network.webSocketFrameReceived', ({ timestamp, response: { payloadData } }) => {
    const frame = responseFrame.safeParse(JSON.parse(payloadData))
    if (!frame.success) return
    const call = asked.get(frame.data.id)
    // A subscription answers again and again: its first answer counts.
    asked.delete(frame.data.id)
    if (call === undefined || call.method.endsWith('.watch')) return
    const took = (timestamp - call.at) * 1000
    slowest.all = Math.max(slowest.all, took)
    if (small.has(call.method)) slowest.small = Math.max(slowest.small, took)
  })
  await session.send('Network.enable')
  return () => ({ ...slowest })
}
