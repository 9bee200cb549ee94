import { once } from 'node:events'
import { _electron } from 'playwright-core'
import { electron } from '../requirements.ts'
import type { Desktop, DesktopStart } from './desktop.ts'

/** Starts the application in this archive with the Electron of the machine, which Playwright drives through its inspector. */
export async function startElectronDesktop(
  archive: string,
  { workspace, env, userData }: DesktopStart,
): Promise<Desktop> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'NODE_OPTIONS',
  )
  const application = await _electron.launch({
    executablePath: electron() as string,
    // Chromium refuses its sandbox to root, where tests often run.
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // There is a camera to be refused.
      '--use-fake-device-for-media-stream',
      `--user-data-dir=${userData}`,
      archive,
      `--workspace=${workspace}`,
    ],
    env: { ...Object.fromEntries(inherited), ...env },
  })
  const ended = once(application.process(), 'exit')
  return {
    page: await application.firstWindow(),
    evaluate: (run, argument) => application.evaluate(run as never, argument as never),
    async close() {
      await application.close()
      const [code] = await ended
      return code as number | null
    },
  }
}
