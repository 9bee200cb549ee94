import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectLdap, type LdapSession } from '../connectors/kit/ldap/connect.ts'
import { addEntry, deleteEntry } from '../connectors/kit/ldap/modify.ts'
import { searchPages, textOf, textsOf } from '../connectors/kit/ldap/search.ts'
import { type OpenLdapServer, startOpenLdap } from '../test/fakes/process/openldap.ts'
import { account, base, containers, rights } from '../test/fakes/process/openldap-entries.ts'
import { before, groupOf, loginOf, nameOf, type Person, staffOf } from './company.ts'
import { rulesFor } from './rules.ts'
import type { Seen, Target, TargetKind } from './target.ts'

const logDn = 'cn=log'
const logPassword = 'Log-Word-Under-Fire-5'
const places = [`ou=people,${base}`, `ou=groups,${base}`]
/** Without the city: the server follows no references, so whoever moves an entry has its groups to change as well. */
const dnOf = (one: Person): string => `uid=${loginOf(one)},ou=people,${base}`

/** What the server adds to a change by itself. */
const itsOwn =
  /^(entryCSN|entryUUID|creatorsName|createTimestamp|modifiersName|modifyTimestamp|structuralObjectClass):/i

type Entry = { readonly dn: string; readonly attributes: Readonly<Record<string, string[]>> }

const content = (): readonly Entry[] => [
  ...containers.map(({ dn, attributes }) => ({
    dn,
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]])),
  })),
  ...before.map((one) => ({
    dn: dnOf(one),
    attributes: {
      objectClass: ['inetOrgPerson'],
      uid: [loginOf(one)],
      employeeNumber: [one.id],
      givenName: [one.first],
      sn: [one.last],
      cn: [nameOf(one)],
      title: [one.title],
      ...(one.manager === ''
        ? {}
        : { manager: [dnOf(before.find(({ id }) => id === one.manager) as Person)] }),
    },
  })),
  ...[...new Set(before.map(({ city }) => city))].map((city) => ({
    dn: `cn=${groupOf(city)},ou=groups,${base}`,
    attributes: { objectClass: ['groupOfNames'], cn: [groupOf(city)], member: staffOf(city).map(dnOf) },
  })),
]

/**
 * An OpenLDAP server that logs every accepted change with its accesslog overlay. The log has room for a whole campaign: when it is full,
 * the server goes on without it.
 */
class Slapd {
  readonly #server: OpenLdapServer
  readonly #folder: string

  private constructor(server: OpenLdapServer, folder: string) {
    this.#server = server
    this.#folder = folder
  }

  static async start(access: string): Promise<Slapd> {
    const folder = mkdtempSync(join(tmpdir(), 'joinery-accesslog-'))
    const log = `
allow update_anon
moduleload accesslog
database mdb
suffix cn=accesslog
rootdn ${logDn},cn=accesslog
rootpw ${logPassword}
directory ${folder}
maxsize 1073741824
dbnosync
index reqStart,objectClass eq
access to * by * none
`
    const overlay = `
overlay accesslog
logdb cn=accesslog
logops writes
logsuccess TRUE
`
    const server = await startOpenLdap({ global: log, database: `${access}\n${overlay}` })
    return new Slapd(server, folder)
  }

  get ports(): { readonly plain: number; readonly tls: number } {
    return { plain: this.#server.port, tls: this.#server.tlsPort }
  }

  get caFile(): string {
    return this.#server.caFile
  }

  async signIn(bindDn = this.#server.adminDn, password = this.#server.password): Promise<LdapSession> {
    const { host, tlsPort, ca } = this.#server
    return connectLdap(
      {
        hosts: [`${host}:${tlsPort}`],
        security: 'ldaps',
        allowPlain: false,
        ca,
        bindDn,
        password,
        timeout: 10_000,
      },
      new AbortController().signal,
    )
  }

  /** Everything as it was before the session. */
  async reset(): Promise<void> {
    const session = await this.signIn()
    try {
      const dns: string[] = []
      const all = searchPages(session, { base, attributes: ['1.1'], pageSize: 500 })
      try {
        for await (const page of all) dns.push(...page.map(({ dn }) => dn))
      } catch {
        // A server that has just been started is empty: there is no base.
      }
      for (const dn of dns.toSorted((a, b) => b.split(',').length - a.split(',').length))
        await deleteEntry(session, dn, [])
      for (const { dn, attributes } of content()) await addEntry(session, dn, attributes)
    } finally {
      session.close()
    }
  }

  async holds(): Promise<string[]> {
    const session = await this.signIn()
    const lines: string[] = []
    try {
      for (const place of places)
        for await (const page of searchPages(session, { base: place, attributes: ['*'], pageSize: 500 }))
          for (const entry of page)
            for (const { name } of entry.attributes)
              for (const value of textsOf(entry, name)) lines.push(`${entry.dn} ${name}: ${value}`)
    } finally {
      session.close()
    }
    return lines.toSorted()
  }

  /** What `who` changed from a moment on, in the order of the log. `since`: a `reqStart`. */
  async log(since: string, who: string): Promise<string[]> {
    const session = await this.signIn(`${logDn},cn=accesslog`, logPassword)
    const lines: string[] = []
    try {
      const attributes = [
        'reqStart',
        'reqAuthzID',
        'reqType',
        'reqDN',
        'reqMod',
        'reqNewRDN',
        'reqNewSuperior',
      ]
      for await (const page of searchPages(session, { base: 'cn=accesslog', attributes, pageSize: 500 }))
        for (const entry of page) {
          const at = textOf(entry, 'reqStart')
          if (at === undefined || at <= since || (textOf(entry, 'reqAuthzID') ?? '') !== who) continue
          const one = (name: string) => textOf(entry, name) ?? ''
          const what = `${one('reqType')} ${one('reqDN')}`
          if (one('reqType') === 'modrdn')
            lines.push(`${what} → ${one('reqNewRDN')},${one('reqNewSuperior')}`)
          else if (one('reqType') === 'delete') lines.push(what)
          else
            for (const part of textsOf(entry, 'reqMod')) if (!itsOwn.test(part)) lines.push(`${what} ${part}`)
        }
    } finally {
      session.close()
    }
    return lines.toSorted()
  }

  /** The moment of the newest entry of the log. */
  async now(): Promise<string> {
    const session = await this.signIn(`${logDn},cn=accesslog`, logPassword)
    let latest = ''
    try {
      const search = { base: 'cn=accesslog', attributes: ['reqStart'], pageSize: 500 }
      for await (const page of searchPages(session, search))
        for (const entry of page) {
          const at = textOf(entry, 'reqStart') ?? ''
          if (at > latest) latest = at
        }
    } finally {
      session.close()
    }
    return latest
  }

  async stop(): Promise<void> {
    await this.#server.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const rules = rulesFor({
  user: 'inetOrgPerson',
  group: 'groupOfNames',
  employee: 'employeeNumber',
  groupName: 'cn',
  members: 'member',
  userFlows: [
    `{ to: dn, expression: 'Join("", EscapeDNComponent(Append("uid=", [login])), ",ou=people,${base}")' }`,
    '{ to: givenName, from: givenName }',
    '{ to: sn, from: sn }',
    '{ to: cn, from: displayName }',
    '{ to: title, from: title }',
    '{ to: manager, from: manager, ignoreNull: true }',
  ],
  groupFlows: [
    `{ to: dn, expression: 'Join("", EscapeDNComponent(Append("cn=", [displayName])), ",ou=groups,${base}")' }`,
  ],
})

/** What may be done without signing in, which is the only way over a line without encryption. */
const anonymousRights = `
access to dn.subtree="ou=people,${base}" by * write
access to dn.subtree="ou=groups,${base}" by * write
access to * by * read
`

function kind(
  name: 'openldap' | 'openldap-plain',
  title: string,
  access: string,
  how: (slapd: Slapd) => { readonly port: number; readonly who: string; readonly config: object },
): TargetKind {
  const idle: Slapd[] = []
  const started: Slapd[] = []
  const take = async (): Promise<Slapd> => {
    const free = idle.pop()
    if (free !== undefined) return free
    const slapd = await Slapd.start(access)
    started.push(slapd)
    return slapd
  }
  return {
    name,
    title,
    connector: 'ldap',
    rules,
    secret: { field: 'password', value: account.password },
    async fresh(): Promise<Target> {
      const slapd = await take()
      await slapd.reset()
      const since = await slapd.now()
      const { port, who, config } = how(slapd)
      return {
        host: '127.0.0.1',
        port,
        settings: (at, timeout) => ({
          hosts: [`127.0.0.1:${at}`],
          baseDns: places,
          timeoutSeconds: timeout,
          types: [{ name: 'inetOrgPerson' }, { name: 'groupOfNames' }],
          pageSize: 10,
          ...config,
        }),
        seen: async (): Promise<Seen> => ({
          holds: await slapd.holds(),
          writes: await slapd.log(since, who),
        }),
        release: async () => void idle.push(slapd),
      }
    },
    async close() {
      for (const slapd of started) await slapd.stop()
    },
  }
}

export const openLdap = (): TargetKind =>
  kind('openldap', 'OpenLDAP', rights, (slapd) => ({
    port: slapd.ports.tls,
    who: account.dn,
    config: { caFile: slapd.caFile, bindDn: account.dn },
  }))

/** Without encryption, so that what is garbled on the way reaches the parser. */
export const plainOpenLdap = (): TargetKind =>
  kind('openldap-plain', 'OpenLDAP without TLS', anonymousRights, (slapd) => ({
    port: slapd.ports.plain,
    who: '',
    config: { security: 'plain', allowPlain: true },
  }))
