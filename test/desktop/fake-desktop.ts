import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { FromMain, ToMain } from '../fakes/electron/built/obey.ts'
import { chromium as chromiumPath } from '../requirements.ts'
import type { Desktop, DesktopStart } from './desktop.ts'

/** Starts the application in this folder with Node, on the stand-in for Electron, its window in a real Chromium. */
export async function startFakeDesktop(
  app: string,
  { workspace, env, userData }: DesktopStart,
): Promise<Desktop> {
  mkdirSync(userData, { recursive: true })
  const { main } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { main: string }
  const flags = process.features.typescript ? [] : ['--experimental-strip-types']
  const child = spawn(process.execPath, [...flags, join(app, main), `--workspace=${workspace}`], {
    env: {
      ...process.env,
      ...env,
      CHROMIUM: chromiumPath() as string,
      JOINERY_FAKE_USER_DATA: userData,
      NODE_OPTIONS: '',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text))
  const ended = once(child, 'exit')
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let lastId = 0
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: FromMain) => {
      if ('window' in message) return resolve(message.window)
      const entry = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.error === undefined) entry?.resolve(message.value)
      else entry?.reject(new Error(message.error))
    })
    child.on('exit', (code) => {
      const error = new Error(`The application has ended with ${code} and these words:\n${said}`)
      reject(error)
      for (const entry of waiting.values()) entry.reject(error)
    })
  })
  const browser = await chromium.connectOverCDP(endpoint)
  const [page] = browser.contexts()[0]?.pages() ?? []
  if (!page) throw new Error('The application shows a window without a page')

  const evaluate: Desktop['evaluate'] = (run, argument) =>
    new Promise((resolve, reject) => {
      lastId += 1
      waiting.set(lastId, { resolve: resolve as (value: unknown) => void, reject })
      const message: ToMain = { id: lastId, run: run.toString(), argument }
      child.send(message, (error) => error && reject(error))
    })
  return {
    page,
    evaluate,
    async close() {
      // It may be gone before it has answered.
      await Promise.race([evaluate(({ app }) => app.quit()).catch(() => {}), ended])
      const [code] = await ended
      await browser.close().catch(() => {})
      return code as number | null
    },
  }
}
