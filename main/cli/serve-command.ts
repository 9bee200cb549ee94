import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { startBrowserHost } from '../browser/start-browser-host.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Host } from '../host/port.ts'
import type { Action } from './action.ts'
import { example } from './example.ts'
import type { Terminal } from './terminal.ts'
import { logger } from './with-host.ts'

/** The workbench in a browser of this machine. */
export function serveCommand(action: Action): Command {
  return new Command('serve')
    .description('Open the workbench for a browser on this machine (127.0.0.1 only).')
    .option('--port <n>', 'a fixed port; any free one without it', '0')
    .addHelpText('after', example('joinery serve', 'joinery serve --port 8443'))
    .action(
      action(async ({ host, terminal, options, common }) => {
        await serveUntilStopped(host, terminal, {
          port: portOf(options.port as string),
          verbose: common.verbose === true,
        })
        return 0
      }),
    )
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65536) return Number(text)
  throw new JoineryError('usage', `--port ${text} is not a port`, {
    advice: 'Give a number from 1 to 65535, or leave it out for any free one',
    exitCode: 2,
  })
}

/** Prints the address and waits for Ctrl+C. */
export async function serveUntilStopped(
  host: Host,
  terminal: Terminal,
  options: { port: number; verbose: boolean },
): Promise<void> {
  const browser = await startBrowserHost({
    host,
    rendererDir: rendererDir(),
    port: options.port,
    log: logger(options.verbose),
  })
  terminal.line(`The workbench: ${browser.url}`)
  terminal.line('The address works once, for two minutes. Press Enter for another one, Ctrl+C to stop.')
  terminal.result({ url: browser.url, port: browser.port })
  const another = (): void => terminal.line(browser.newUrl())
  process.stdin.on('data', another)
  process.stdin.unref?.()
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  process.stdin.off('data', another)
  process.stdin.pause()
  await browser.close()
}

/** The built pages: beside the bundle, or in dist/ when run from the sources. */
export function rendererDir(): string {
  const found = ['../renderer/', '../../dist/renderer/']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((dir) => existsSync(`${dir}index.html`) && existsSync(`${dir}assets`))
  if (found !== undefined) return found
  throw new JoineryError('not-built', 'the pages of the workbench are not built', {
    advice: 'Run npm run build',
  })
}
