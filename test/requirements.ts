import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { whyNoSamba } from '../demo/samba-controller.ts'

interface Requirement {
  /** Where it is; undefined when the machine does not have it. */
  find(): string | undefined
  /** Why a test was skipped and what to do, in one line. */
  absent: string
}

const requirements = {
  chromium: {
    find: chromium,
    absent: 'no Chromium: install the package chromium, or set CHROMIUM to the path of one',
  },
  samba: {
    find: () => (whyNoSamba() === undefined ? 'samba' : undefined),
    absent:
      'no Samba domain controller: install samba, samba-ad-dc, samba-ad-provision, samba-dsdb-modules, winbind and openssl, and run as root',
  },
  openssl: {
    find: () => everyProgram('openssl'),
    absent: 'no openssl, which makes the certificates of the tests: install the package openssl',
  },
  slapd: {
    find: () => everyProgram('slapd', 'slapadd', 'openssl'),
    absent: 'no OpenLDAP server: install the packages slapd and openssl',
  },
  linux: {
    find: () => (process.platform === 'linux' ? 'linux' : undefined),
    absent: 'the stand-in for Electron is packed and started on Linux only',
  },
  electron: {
    find: electron,
    absent:
      'no Electron: run node node_modules/electron/install.js, or set ELECTRON to the path of a binary; on Linux with a display (xvfb-run)',
  },
} satisfies Record<string, Requirement>

/** The path of a Chromium or Chrome; undefined when there is none. */
export function chromium(): string | undefined {
  const places = [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]
  return places.find((place) => place && existsSync(place))
}

/** The path of an Electron binary that can show a window; undefined when there is none. */
export function electron(): string | undefined {
  const hasDisplay =
    process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
  const installed = join(import.meta.dirname, '..', 'node_modules', 'electron')
  const name = join(installed, 'path.txt')
  const places = [
    process.env.ELECTRON,
    existsSync(name) ? join(installed, 'dist', readFileSync(name, 'utf8').trim()) : undefined,
  ]
  return hasDisplay ? places.find((place) => place && existsSync(place)) : undefined
}

/** The path of the first program when all of them are there; servers live where only root looks. */
function everyProgram(...names: readonly string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
  const found = names.map((name) =>
    folders.map((folder) => join(folder, name)).find((path) => existsSync(path)),
  )
  return found.every((path) => path !== undefined) ? found[0] : undefined
}

/**
 * Whether a test must be skipped here: `describe.skipIf(requires('chromium'))`. The reason is kept for the summary of the ladder.
 */
export function requires(name: keyof typeof requirements): boolean {
  const { find, absent } = requirements[name]
  if (find()) return false
  if (process.env.JOINERY_SKIP_LOG)
    appendFileSync(process.env.JOINERY_SKIP_LOG, `${JSON.stringify({ name, absent })}\n`)
  return true
}
