import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startDesktop } from '../../../main/app/desktop.ts'
import type { BrowserWindow } from '../../fakes/electron/browser-window.ts'
import { app, resetElectron } from '../../fakes/electron/index.ts'
import { delayReady, state } from '../../fakes/electron/state.ts'
import { eventually } from '../../fakes/eventually.ts'

export interface Stage {
  readonly folder: string
  readonly workspace: string
  readonly settings: Map<string, unknown>
  /** What Electron's own start does; the window is there when it resolves. */
  start(args?: string[]): Promise<BrowserWindow>
  launch(args?: string[]): { becomeReady(): void }
  end(): Promise<void>
}

export const pageSource = '<!doctype html><style nonce="__CSP_NONCE__"></style>'

/** Folders of a built application and a workspace, and a fake Electron that has not started. */
export async function setStage(): Promise<Stage> {
  resetElectron()
  const folder = await mkdtemp(join(tmpdir(), 'joinery-desktop-'))
  const workspace = join(folder, 'contoso')
  const rendererDir = join(folder, 'renderer')
  await mkdir(workspace)
  await mkdir(rendererDir)
  await writeFile(join(workspace, 'workspace.yaml'), 'name: Contoso\n')
  await writeFile(join(rendererDir, 'index.html'), pageSource)
  state.userData = join(folder, 'user-data')
  const settings = new Map<string, unknown>()

  function launch(args: string[] = [`--workspace=${workspace}`]) {
    const ready = delayReady()
    startDesktop({
      rendererDir,
      preload: join(folder, 'bridge.cjs'),
      hostProcess: fileURLToPath(new URL('./host-entry.ts', import.meta.url)),
      openSettingsFile: () => ({
        get: (key) => settings.get(key),
        set: (key, value) => void settings.set(key, value),
      }),
      args,
      restartDelay: 10,
    })
    return ready
  }

  return {
    folder,
    workspace,
    settings,
    launch,
    async start(args) {
      launch(args).becomeReady()
      return eventually(() => {
        const [window] = state.windows
        if (!(window as BrowserWindow | undefined)?.isShown) throw new Error('no window yet')
        return window as BrowserWindow
      })
    },
    async end() {
      app.quit()
      await eventually(() => {
        if (!state.hasQuit) throw new Error('still quitting')
      })
      await rm(folder, { recursive: true })
    },
  }
}
