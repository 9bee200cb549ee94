import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { say } from './say.mjs'

/**
 * Debian packages the tests need today: a browser and fonts with the letters of the demo, OpenLDAP, and what a Samba domain controller is
 * made of. What later releases are tested against joins this list with the first test that needs it, and not before.
 */
export const debianPackages = [
  'chromium',
  'fonts-inter',
  'fonts-noto-core',
  'openssl',
  'slapd',
  'ldap-utils',
  'samba',
  'samba-ad-dc',
  'samba-ad-provision',
  'samba-dsdb-modules',
  'samba-vfs-modules',
  'winbind',
  'krb5-config',
]

/** Installs what is missing where that is possible: on Debian, as root. Elsewhere the tests that need it are skipped and named. */
export function ensureDebianPackages() {
  if (process.platform !== 'linux' || !isDebian() || process.getuid() !== 0) return
  const missing = debianPackages.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  say(`Installing the Debian packages ${missing.join(', ')} …`)
  const servers = serversRunning()
  apt('update', '-q')
  if (!apt('install', '-q', '-y', '--no-install-recommends', ...missing)) {
    say('The packages could not be installed; the tests that need them are skipped.')
  }
  stopServers(servers)
}

/** Services of the packages; the tests start servers of their own. */
const services = ['slapd', 'smbd', 'nmbd', 'winbind', 'samba-ad-dc']

const serversRunning = () => services.filter((name) => service(name, 'status'))

/** Where RUNLEVEL does not keep an installation from starting a server, what was not running before is stopped. */
function stopServers(before) {
  for (const name of serversRunning()) if (!before.includes(name)) service(name, 'stop')
}

/** True when the init script says so; a machine without init scripts runs none. */
function service(name, action) {
  const script = `/etc/init.d/${name}`
  return existsSync(script) && spawnSync(script, [action], { stdio: 'ignore' }).status === 0
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
