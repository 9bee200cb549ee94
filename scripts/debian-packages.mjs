import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { say } from './say.mjs'

/**
 * Debian packages the tests need today: a browser and fonts with the letters of the demo. The servers that later releases are
 * tested against (Samba, OpenLDAP) join this list with the first test that needs them, and not before.
 */
export const debianPackages = ['chromium', 'fonts-inter', 'fonts-noto-core']

/** Installs what is missing where that is possible: on Debian, as root. Elsewhere the tests that need it are skipped and named. */
export function ensureDebianPackages() {
  if (process.platform !== 'linux' || !isDebian() || process.getuid() !== 0) return
  const missing = debianPackages.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  say(`Installing the Debian packages ${missing.join(', ')} …`)
  apt('update', '-q')
  if (!apt('install', '-q', '-y', '--no-install-recommends', ...missing)) {
    say('The packages could not be installed; the tests that need them are skipped.')
  }
}

function isDebian() {
  const file = '/etc/os-release'
  return existsSync(file) && /^ID="?debian"?$/m.test(readFileSync(file, 'utf8'))
}

function isInstalled(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholder
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' })
  return stdout?.endsWith('ok installed') ?? false
}

/** Quiet when it succeeds. RUNLEVEL=1 keeps a package from starting its server. */
function apt(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const options = { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', env, maxBuffer: 1e8 }
  const { status, stdout, stderr } = spawnSync('apt-get', args, options)
  if (status !== 0) say(`${stdout}${stderr}`.trimEnd().split('\n').slice(-10).join('\n'))
  return status === 0
}
