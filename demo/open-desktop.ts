import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Opens the desktop window on a workspace and resolves when it is closed. */
export type Desktop = (workspace: string) => Promise<void>

/** Undefined where there is no Electron binary or no display: then the browser host serves the same pages. */
export function openDesktop(): Desktop | undefined {
  const binary = electronBinary()
  const display =
    process.platform === 'win32' ||
    process.platform === 'darwin' ||
    Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
  const entry = fileURLToPath(new URL('./electron.mjs', import.meta.url))
  if (binary === undefined || !display || !existsSync(entry)) return undefined
  return (workspace) =>
    new Promise((resolve, reject) => {
      const child = spawn(binary, [entry, `--workspace=${workspace}`], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      child.once('error', reject)
      child.once('exit', () => resolve())
    })
}

/** Where Electron's package keeps its binary, when it was downloaded. Asking the package itself would download it. */
function electronBinary(): string | undefined {
  try {
    const dir = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
    const binary = join(dir, 'dist', readFileSync(join(dir, 'path.txt'), 'utf8').trim())
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}
