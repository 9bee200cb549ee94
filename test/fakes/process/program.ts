import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** Programs keep keys and secrets of their user there: those of tests are nobody's. */
const configHome = join(tmpdir(), `joinery-config-${process.pid}`)
process.once('exit', () => rmSync(configHome, { recursive: true, force: true }))

/** How a program ended. `code` is null when a signal ended it. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Program {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** What was printed so far on both streams. */
  printed(): string
  /** Resolves when a line that was printed matches; rejects when the program ends without one. */
  prints(pattern: RegExp): Promise<RegExpExecArray>
  kill(signal: NodeJS.Signals): void
}

/** Starts a program of the bundle as a process of its own, which a test may kill. */
export function startProgram(
  name: 'joinery' | 'demo' | 'scim-server',
  args: readonly string[],
  options: { env?: Readonly<Record<string, string>>; cwd?: string } = {},
): Program {
  const file = join(root, 'dist', 'main', `${name}.mjs`)
  if (!existsSync(file)) throw new Error(`${file} is not built: npm run build`)
  const child = spawn(process.execPath, [file, ...args], {
    cwd: options.cwd ?? root,
    env: { ...process.env, XDG_CONFIG_HOME: configHome, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return watched(child)
}

function watched(child: ChildProcess): Program {
  let stdout = ''
  let stderr = ''
  const waiting = new Set<() => void>()
  const look = () => {
    for (const wake of waiting) wake()
  }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    look()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    look()
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return {
    pid: child.pid as number,
    ended,
    printed: () => stdout + stderr,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const wake = () => {
          const found = pattern.exec(stdout + stderr)
          if (found === null) return
          waiting.delete(wake)
          resolve(found)
        }
        waiting.add(wake)
        void ended.then(() => reject(new Error(`ended without printing ${pattern}:\n${stdout}${stderr}`)))
        wake()
      }),
    kill: (signal) => void child.kill(signal),
  }
}
