import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash, randomInt, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { authority, certificate } from './samba-certificate.ts'

const run = promisify(execFile)

/** A running Samba Active Directory domain controller that nobody else knows. */
export interface SambaServer {
  /** A loopback address of its own; LDAP on 389, LDAPS on 636. */
  readonly host: string
  readonly baseDn: string
  /** The domain's administrator, as a bind takes it. */
  readonly adminBind: string
  readonly password: string
  /** Signed the server's certificate, which names `host`. */
  readonly caFile: string
  /** SHA-256 of the server's certificate, `AB:CD:…`. */
  readonly fingerprint: string
  /** Its folder: `etc/smb.conf`, `private/sam.ldb`, `tls/`. */
  readonly dir: string
  /** `samba-tool` on this server's own database. */
  tool(...args: readonly string[]): Promise<string>
  /** Ends it at once, as a power cut would; `start` brings it back with what it held. */
  crash(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** What is to be found in the domain, and how it is called. */
export interface SambaDomain {
  /** `corp.example.test` */
  readonly name: string
  /** The password of its administrator. */
  readonly password: string
  /** LDIF: entries to add, then changes, before the controller starts. */
  readonly content?: { readonly adds: string; readonly changes: string }
  /** Other controllers may join the domain and pull its changes. */
  readonly replicates?: boolean
  /** The controller notes every change it was asked for, and what became of it, in `log/changes.json` of its folder. */
  readonly audited?: boolean
}

export const baseDnOf = (name: string): string =>
  name
    .split('.')
    .map((part) => `DC=${part}`)
    .join(',')

/** To be raised when what is provisioned changes. */
const recipe = 5

/**
 * Starts a domain controller from a copy of one that was provisioned once and is kept in the temporary folder. Needs root, samba and openssl:
 * ask `whyNoSamba` first.
 */
export async function startController(domain: SambaDomain): Promise<SambaServer> {
  const dir = await mkdtemp(join(tmpdir(), 'joinery-samba-'))
  await cp(await provisioned(domain), dir, { recursive: true })
  return runController(dir, freeAddress(), 'DC1', domain)
}

/** Loopback has sixteen million addresses; two controllers at once never share one. */
export const freeAddress = (): string => `127.77.${randomInt(1, 255)}.${randomInt(1, 255)}`

/** Runs the controller of this name whose database is in `dir`, which goes with it. Its authority must be in `dir/tls`. */
export async function runController(
  dir: string,
  host: string,
  computer: string,
  domain: SambaDomain,
): Promise<SambaServer> {
  for (const name of ['cache', 'run', 'ncalrpc', 'lock', 'log', 'etc'])
    await mkdir(join(dir, name), { recursive: true })
  const configuration = join(dir, 'etc', 'smb.conf')
  const database = join(dir, 'private', 'sam.ldb')
  await writeFile(configuration, smbConf(dir, host, computer, domain))
  await certificate(join(dir, 'tls'), host, `${computer.toLowerCase()}.${domain.name}`)
  if (domain.content !== undefined) await load(configuration, database, domain.content)
  let server: ChildProcess | undefined
  const crash = async () => {
    if (server !== undefined) await end(server)
  }
  const start = async () => {
    // Run interactively it would log to its output alone.
    const mode = domain.audited === true ? '-F' : '-i'
    server = spawn('samba', ['-s', configuration, mode, '--no-process-group'], {
      // It ends when its input ends: it never outlives the test that started it.
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    const said: string[] = []
    for (const stream of [server.stdout, server.stderr])
      stream?.on('data', (chunk: Buffer) => void said.push(chunk.toString()))
    await listening(server, host, said)
  }
  const stop = async () => {
    await crash()
    await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  try {
    await start()
  } catch (error) {
    await stop()
    throw error
  }
  const pem = await readFile(join(dir, 'tls', 'cert.pem'), 'utf8')
  return {
    host,
    baseDn: baseDnOf(domain.name),
    adminBind: `administrator@${domain.name}`,
    password: domain.password,
    caFile: join(dir, 'tls', 'ca.pem'),
    fingerprint: new X509Certificate(pem).fingerprint256,
    dir,
    async tool(...args) {
      const { stdout } = await run('samba-tool', [...args, '-s', configuration, '-H', database])
      return stdout
    },
    crash,
    start,
    stop,
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null && server.pid !== undefined) {
    const gone = once(server, 'exit')
    signal(server.pid, 'SIGTERM')
    const hard = setTimeout(() => signal(server.pid as number, 'SIGKILL'), 3000)
    await gone
    clearTimeout(hard)
  }
  // What the master left behind is of its group.
  if (server.pid !== undefined) signal(server.pid, 'SIGKILL')
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name)
  } catch {
    // Nothing of it is left.
  }
}

async function listening(server: ChildProcess, host: string, said: readonly string[]): Promise<void> {
  const until = Date.now() + 30_000
  for (const port of [389, 636])
    while (!(await answers(host, port))) {
      if (server.exitCode !== null || Date.now() > until)
        throw new Error(`samba did not start on ${host}:${port}: ${said.join('').slice(-2000)}`)
      await sleep(50)
    }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

const workgroup = (name: string): string => (name.split('.')[0] ?? name).toUpperCase()

/** Adds entries straight to the database, in one transaction: a thousand take seconds. */
async function load(
  configuration: string,
  database: string,
  content: NonNullable<SambaDomain['content']>,
): Promise<void> {
  const script = `
import json, sys
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB
lp = LoadParm()
lp.load(sys.argv[1])
db = SamDB(url=sys.argv[2], session_info=system_session(), lp=lp, options=["batch_mode:1"])
content = json.load(sys.stdin)
db.transaction_start()
db.add_ldif(content["adds"])
db.modify_ldif(content["changes"])
db.transaction_commit()
`
  // samba-tool's own interpreter: it is the one that has Samba's modules.
  const loading = run('/usr/bin/python3', ['-c', script, configuration, database])
  loading.child.stdin?.end(JSON.stringify(content))
  await loading
}

/** The folder of a provisioned domain; made once and kept for the next run. */
async function provisioned({ name, password }: SambaDomain): Promise<string> {
  const { stdout } = await run('samba', ['--version'])
  const key = createHash('sha256').update(`${stdout}${recipe}${name}${password}`).digest('hex').slice(0, 12)
  const kept = join(tmpdir(), `joinery-samba-domain-${key}`)
  if (await exists(join(kept, 'private', 'sam.ldb'))) return kept
  const fresh = await mkdtemp(join(tmpdir(), 'joinery-samba-new-'))
  await run('samba-tool', [
    ...[
      'domain',
      'provision',
      `--realm=${name.toUpperCase()}`,
      `--domain=${workgroup(name)}`,
      '--server-role=dc',
      '--dns-backend=NONE',
    ],
    ...[`--adminpass=${password}`, `--targetdir=${fresh}`, '--host-name=dc1', '--host-ip=127.0.0.1'],
    ...['--use-rfc2307', '--option=interfaces=lo', '--option=bind interfaces only=yes'],
  ])
  const database = ['-H', join(fresh, 'private', 'sam.ldb')]
  // The domain is kept for longer than a password usually lives.
  await run('samba-tool', [
    'domain',
    'passwordsettings',
    'set',
    '--max-pwd-age=0',
    '--min-pwd-age=0',
    ...database,
  ])
  await rm(join(fresh, 'private', 'tls'), { recursive: true, force: true })
  await authority(join(fresh, 'tls'))
  try {
    await rename(fresh, kept)
  } catch (error) {
    // Somebody else was quicker; theirs is as good.
    await rm(fresh, { recursive: true, force: true })
    if (!(await exists(kept))) throw error
  }
  return kept
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function smbConf(
  dir: string,
  host: string,
  computer: string,
  { name, replicates, audited }: SambaDomain,
): string {
  const settings = {
    'netbios name': computer,
    realm: name.toUpperCase(),
    workgroup: workgroup(name),
    'server role': 'active directory domain controller',
    // Others pull changes over RPC, and sign in there with winbind's help.
    'server services': replicates === true ? 'ldap, cldap, rpc, winbindd' : 'ldap, cldap',
    interfaces: `${host}/8`,
    'bind interfaces only': 'yes',
    'private dir': join(dir, 'private'),
    'state directory': join(dir, 'state'),
    'cache directory': join(dir, 'cache'),
    'lock directory': join(dir, 'lock'),
    'pid directory': join(dir, 'run'),
    'ncalrpc dir': join(dir, 'ncalrpc'),
    'binddns dir': join(dir, 'bind-dns'),
    'log file': join(dir, 'log', 'samba.log'),
    logging: 'file',
    ...(audited === true ? { 'log level': `0 dsdb_json_audit:5@${join(dir, 'log', 'changes.json')}` } : {}),
    'idmap_ldb:use rfc2307': 'yes',
    // The machine may crash; these tests would start over anyway.
    'ldb:nosync': 'yes',
    'tls keyfile': join(dir, 'tls', 'key.pem'),
    'tls certfile': join(dir, 'tls', 'cert.pem'),
    'tls cafile': join(dir, 'tls', 'ca.pem'),
  }
  const lines = Object.entries(settings).map(([name, value]) => `\t${name} = ${value}`)
  const sysvol = `[sysvol]\n\tpath = ${join(dir, 'state', 'sysvol')}\n\tread only = no`
  return `[global]\n${lines.join('\n')}\n\n${sysvol}\n`
}

/** What this machine lacks to run a domain controller, in one line; undefined when it has everything. */
export function whyNoSamba(): string | undefined {
  const needed = [
    '/usr/sbin/samba',
    '/usr/bin/samba-tool',
    '/usr/share/samba/setup/provision.ldif',
    '/usr/bin/openssl',
  ]
  const missing = needed.filter((file) => !existsSync(file))
  if (missing.length > 0)
    return `${missing.join(', ')} missing: install samba, samba-ad-dc, samba-ad-provision, samba-dsdb-modules, winbind and openssl`
  return process.getuid?.() === 0 ? undefined : 'the ports of a domain controller belong to root'
}
