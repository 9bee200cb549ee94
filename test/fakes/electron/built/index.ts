import * as electron from '../index.ts'
import { delayReady, state } from '../state.ts'
import { ChromiumWindow, closeWindows, debuggingEndpoint } from './chromium-window.ts'
import { obey } from './obey.ts'
import { utilityProcess } from './utility-process.ts'

/**
 * Stands in for the module `electron` in an application that was built and packed, in a process of its own: windows are pages of a real
 * Chromium, utility processes are processes. Everything else is as in `../index.ts`.
 */
export * from '../index.ts'
export { ChromiumWindow as BrowserWindow, utilityProcess }

const { app } = electron
const whole = { ...electron, BrowserWindow: ChromiumWindow, utilityProcess }
export default whole

state.userData = process.env.JOINERY_FAKE_USER_DATA as string
const ready = delayReady()
// After the entry has run: what it imports was loaded before this module ran.
setImmediate(() => ready.becomeReady())
app.on('quit', () => void closeWindows().then(() => process.exit(0)))
obey(whole, debuggingEndpoint)
