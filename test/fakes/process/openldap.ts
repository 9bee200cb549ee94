import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type CertificateOptions, makeCertificate } from '../ldap/certificate.ts'

const run = promisify(execFile)

/** A running OpenLDAP server that nobody else knows, on loopback. */
export interface OpenLdapServer {
  readonly host: string
  /** For StartTLS. */
  readonly port: number
  readonly tlsPort: number
  readonly baseDn: string
  /** May do everything. */
  readonly adminDn: string
  readonly password: string
  readonly caFile: string
  readonly ca: string
  readonly fingerprint: string
  /** Replaces everything by the entries of an LDIF; the server is stopped meanwhile. */
  load(ldif: string): Promise<void>
  /** Starts again with further lines of configuration. */
  restart(options?: Pick<OpenLdapOptions, 'global' | 'database'>): Promise<void>
  /** Carries out change records as the administrator, beside the connector. */
  change(ldif: string, signedIn?: readonly string[]): Promise<void>
  /** Ends the server without a goodbye; `restart` brings it back. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export interface OpenLdapOptions {
  /** Lines of slapd.conf before the database, such as `sizelimit 100`. */
  readonly global?: string
  /** Lines of the database, such as `limits`, `access` or `readonly on`. */
  readonly database?: string
  readonly certificate?: CertificateOptions
}

const host = '127.0.0.1'
const baseDn = 'dc=example,dc=com'
const adminDn = `cn=admin,${baseDn}`
const password = 'Open-Sesame-42'

/** Starts slapd with an empty database in a folder of its own. Ask `requires('slapd')` first. */
export async function startOpenLdap(options: OpenLdapOptions = {}): Promise<OpenLdapServer> {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-openldap-'))
  const certificate = makeCertificate({ names: ['localhost', host], ...options.certificate })
  const file = (name: string) => join(dir, name)
  writeFileSync(file('key.pem'), certificate.key)
  writeFileSync(file('cert.pem'), certificate.cert)
  writeFileSync(file('ca.pem'), certificate.ca)
  const [port, tlsPort] = [await freePort(), await freePort()]
  let lines: Pick<OpenLdapOptions, 'global' | 'database'> = options
  let child: ChildProcess | undefined

  const configure = () => writeFileSync(file('slapd.conf'), configuration(dir, lines))

  const start = async () => {
    configure()
    const urls = `ldap://${host}:${port}/ ldaps://${host}:${tlsPort}/`
    child = spawn('slapd', ['-f', file('slapd.conf'), '-h', urls, '-d', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: programs,
    })
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    for (let tries = 0; ; tries++) {
      if (await answers(port)) return
      if (child.exitCode !== null || tries > 200) throw new Error(`slapd did not start: ${said}`)
      await sleep(25)
    }
  }

  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  const server: OpenLdapServer = {
    host,
    port,
    tlsPort,
    baseDn,
    adminDn,
    password,
    caFile: file('ca.pem'),
    ca: certificate.ca,
    fingerprint: certificate.fingerprint,
    async load(ldif) {
      await end('SIGTERM')
      rmSync(file('db'), { recursive: true, force: true })
      mkdirSync(file('db'))
      configure()
      writeFileSync(file('load.ldif'), ldif)
      await run('slapadd', ['-q', '-f', file('slapd.conf'), '-l', file('load.ldif')], { env: programs })
      await start()
    },
    async restart(changed = {}) {
      lines = changed
      await end('SIGTERM')
      await start()
    },
    async change(ldif, account = ['-D', adminDn, '-w', password]) {
      writeFileSync(file('change.ldif'), ldif)
      await run('ldapmodify', ['-x', '-H', `ldap://${host}:${port}`, ...account, '-f', file('change.ldif')], {
        env: programs,
      })
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      rmSync(dir, { recursive: true, force: true })
    },
  }
  mkdirSync(file('db'))
  // A test that ends without stopping it leaves no server behind.
  process.once('exit', () => child?.kill('SIGKILL'))
  await start()
  return server
}

/** Servers are where only root's path leads. */
const programs = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }

function configuration(dir: string, { global = '', database = '' }: OpenLdapOptions): string {
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${dir}/slapd.pid
TLSCertificateFile ${dir}/cert.pem
TLSCertificateKeyFile ${dir}/key.pem
password-hash {SSHA}
${global}
database mdb
maxsize 1073741824
dbnosync
suffix ${baseDn}
rootdn ${adminDn}
rootpw ${password}
directory ${dir}/db
index objectClass,uid,cn,mail,member,manager eq
index entryUUID,entryCSN,modifyTimestamp eq
${database}
`
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, host)
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
