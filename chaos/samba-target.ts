import { lstatSync, readFileSync } from 'node:fs'
import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { connectLdap } from '../connectors/kit/ldap/connect.ts'
import { bytesOf } from '../connectors/kit/ldap/octets.ts'
import { attributeOf, searchPages, textsOf } from '../connectors/kit/ldap/search.ts'
import { freeAddress, runController, type SambaServer, startController } from '../demo/samba-controller.ts'
import { sambaDomain } from '../test/fakes/process/samba.ts'
import { before, cities, groupOf, loginOf, nameOf, type Person, staffOf } from './company.ts'
import { rulesFor } from './rules.ts'
import { renamesOf } from './samba-renames.ts'
import type { Seen, Target, TargetKind } from './target.ts'

const place = `OU=Fire,${sambaDomain.baseDn}`
const dnOf = (one: Person): string => `CN=${nameOf(one)},OU=${one.city},OU=People,${place}`
const domain = { name: sambaDomain.name, password: sambaDomain.password, audited: true } as const

/** What the server gives and changes by itself. */
const itsOwn =
  /^(objectGUID|objectSid|when|uSN|pwdLastSet|dSCore|badP|lastLog|logonCount|accountExpires|replProperty|instanceType)/

const line = (name: string, value: string): string => `${name}:: ${Buffer.from(value).toString('base64')}`

function ldif(): { adds: string; changes: string } {
  const entry = (dn: string, attributes: Readonly<Record<string, string>>) =>
    [line('dn', dn), ...Object.entries(attributes).map(([name, value]) => line(name, value))].join('\n')
  const unit = (dn: string) => entry(dn, { objectClass: 'organizationalUnit' })
  const places = [place, `OU=People,${place}`, `OU=Groups,${place}`]
  const adds = [
    ...[...places, ...cities.map((city) => `OU=${city},OU=People,${place}`)].map(unit),
    ...before.map((one) =>
      entry(dnOf(one), {
        objectClass: 'user',
        sAMAccountName: loginOf(one),
        userAccountControl: '514',
        employeeID: one.id,
        givenName: one.first,
        sn: one.last,
        displayName: nameOf(one),
        title: one.title,
      }),
    ),
    ...[...new Set(before.map(({ city }) => city))].map((city) =>
      entry(`CN=${groupOf(city)},OU=Groups,${place}`, {
        objectClass: 'group',
        sAMAccountName: groupOf(city),
      }),
    ),
  ]
  const add = (dn: string, name: string, values: readonly string[]) =>
    [line('dn', dn), 'changetype: modify', `add: ${name}`, ...values.map((one) => line(name, one))].join('\n')
  const changes = [
    ...before.flatMap((one) => {
      const manager = before.find(({ id }) => id === one.manager)
      return manager === undefined ? [] : [add(dnOf(one), 'manager', [dnOf(manager)])]
    }),
    ...[...new Set(before.map(({ city }) => city))].map((city) =>
      add(`CN=${groupOf(city)},OU=Groups,${place}`, 'member', staffOf(city).map(dnOf)),
    ),
  ]
  return { adds: `${adds.join('\n\n')}\n`, changes: `${changes.join('\n\n')}\n` }
}

/** A domain controller of its own for each session: a copy of one that holds the company. */
export function samba(): TargetKind {
  let template: Promise<SambaServer> | undefined
  const filled = async (): Promise<SambaServer> => {
    const server = await startController({ ...domain, content: ldif() })
    await server.crash()
    return server
  }
  return {
    name: 'samba',
    title: 'Samba AD',
    connector: 'active-directory',
    secret: { field: 'password', value: sambaDomain.password },
    rules,
    async fresh(): Promise<Target> {
      template ??= filled()
      const { dir: original } = await template
      const dir = await mkdtemp(join(tmpdir(), 'joinery-samba-'))
      const log = join(original, 'log')
      const filter = (file: string) => !lstatSync(file).isSocket() && !file.startsWith(log + sep)
      await cp(original, dir, { recursive: true, filter })
      const server = await runController(dir, freeAddress(), 'DC1', domain)
      return {
        host: server.host,
        port: 636,
        settings: (port, timeout) => ({
          hosts: [`127.0.0.1:${port}`],
          caFile: server.caFile,
          bindDn: server.adminBind,
          baseDns: [place],
          timeoutSeconds: timeout,
          pageSize: 10,
        }),
        seen: () => seenBy(server),
        release: () => server.stop(),
      }
    },
    async close() {
      await (await template)?.stop()
    },
  }
}

const rules = rulesFor({
  user: 'user',
  group: 'group',
  employee: 'employeeID',
  groupName: 'cn',
  members: 'member',
  userFlows: [
    `{ to: dn, expression: 'Join("", EscapeDNComponent(Append("CN=", [displayName])), ",", EscapeDNComponent(Append("OU=", [city])), ",OU=People,${place}")' }`,
    '{ to: sAMAccountName, from: login, once: true }',
    '{ to: userAccountControl, constant: 512, once: true }',
    '{ to: givenName, from: givenName }',
    '{ to: sn, from: sn }',
    '{ to: displayName, from: displayName }',
    '{ to: title, from: title }',
    '{ to: manager, from: manager, ignoreNull: true }',
  ],
  groupFlows: [
    `{ to: dn, expression: 'Join("", EscapeDNComponent(Append("CN=", [displayName])), ",OU=Groups,${place}")' }`,
    '{ to: sAMAccountName, from: displayName, once: true }',
  ],
})

async function seenBy(server: SambaServer): Promise<Seen> {
  const session = await connectLdap(
    {
      hosts: [`${server.host}:636`],
      security: 'ldaps',
      allowPlain: false,
      ca: readFileSync(server.caFile, 'utf8'),
      bindDn: server.adminBind,
      password: server.password,
      timeout: 10_000,
    },
    new AbortController().signal,
  )
  const holds: string[] = []
  const writes = logged(server)
  try {
    const attributes = ['*', 'replPropertyMetaData']
    for await (const page of searchPages(session, { base: place, attributes, pageSize: 500 }))
      for (const entry of page) {
        const metadata = attributeOf(entry, 'replPropertyMetaData')?.values[0]
        const renames = metadata === undefined ? 0 : renamesOf(bytesOf(metadata))
        for (let time = 0; time < renames; time++) writes.push(`Rename → ${entry.dn}`)
        for (const { name } of entry.attributes)
          if (!itsOwn.test(name))
            for (const value of textsOf(entry, name)) holds.push(`${entry.dn} ${name}: ${value}`)
      }
  } finally {
    session.close()
  }
  return { holds: holds.toSorted(), writes: writes.toSorted() }
}

interface LoggedValue {
  readonly value?: string
  readonly base64?: boolean
}

interface Logged {
  readonly dsdbChange: {
    readonly statusCode: number
    readonly operation: string
    readonly remoteAddress: string | null
    readonly userSid: string
    readonly dn: string
    readonly attributes?: Readonly<
      Record<
        string,
        { readonly actions: readonly { action: string; values?: readonly { value?: string }[] }[] }
      >
    >
  }
}

const system = 'S-1-5-18'

/** Every value of the accepted changes, from the controller's own audit of its database. It does not list renames. */
function logged(server: SambaServer): string[] {
  return readFileSync(join(server.dir, 'log', 'changes.json'), 'utf8')
    .split('\n')
    .filter((text) => text.trimStart().startsWith('{'))
    .map((text) => (JSON.parse(text) as Logged).dsdbChange)
    .filter(({ statusCode, userSid, dn }) => statusCode === 0 && userSid !== system && dn.endsWith(place))
    .flatMap(({ operation, dn, attributes }) => {
      const what = `${operation} ${dn}`
      if (attributes === undefined) return [what]
      return Object.entries(attributes).flatMap(([name, { actions }]) =>
        actions.flatMap(({ action, values }) =>
          // Passwords are not in the log, only that they were set.
          (values === undefined || values.length === 0 ? [{}] : values).map(
            (value) => `${what} ${action} ${name} ${textOfLogged(value)}`,
          ),
        ),
      )
    })
}

/** References carry the ids of what they refer to, which are others in each domain. */
function textOfLogged({ value = '', base64 = false }: LoggedValue): string {
  const text = base64 ? Buffer.from(value, 'base64').toString('utf8') : value
  return text.replace(/<GUID=[^>]+>;(<SID=[^>]+>;)?/g, '')
}
