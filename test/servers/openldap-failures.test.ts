import { tmpdir } from 'node:os'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connectLdap } from '../../connectors/kit/ldap/connect.ts'
import { ldap } from '../../connectors/ldap/connector.ts'
import type { Connection } from '../../connectors/spi/connector.ts'
import type { Batch, ObjectItem } from '../../connectors/spi/entry.ts'
import type { WriteRequest, WriteResult } from '../../connectors/spi/write.ts'
import { makeCertificate } from '../fakes/ldap/certificate.ts'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import {
  account,
  base,
  containers,
  group,
  ldifOf,
  people,
  rights,
  userDn,
  uuidOf,
} from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { mockLdap } from '../unit/ldap/mock.ts'

const seed = [...containers, ...people(20), group('staff', [userDn(1)])]
const idOf = (n: number) => uuidOf(containers.length + n)
const groupId = uuidOf(containers.length + 20)

const opened: Connection[] = []
afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close()
})

async function open(
  server: OpenLdapServer,
  config: object = {},
  password = account.password,
): Promise<Connection> {
  const parsed = ldap.configSpec.schema.parse({
    hosts: [`localhost:${server.tlsPort}`],
    caFile: server.caFile,
    bindDn: account.dn,
    baseDns: [`ou=people,${base}`, `ou=groups,${base}`],
    pageSize: 5,
    ...config,
  })
  const connection = await ldap.open(parsed, {
    system: 'directory',
    workspaceDir: tmpdir(),
    today: '2026-03-10',
    signal: new AbortController().signal,
    secret: (field) => (field === 'password' ? password : undefined),
    log: () => undefined,
  })
  opened.push(connection)
  return connection
}

async function readAll(connection: Connection, watermark?: string): Promise<Batch[]> {
  const batches: Batch[] = []
  const request = watermark === undefined ? { mode: 'full' as const } : { mode: 'delta' as const, watermark }
  for await (const batch of connection.read(request)) batches.push(batch)
  return batches
}

async function writeOne(connection: Connection, request: WriteRequest): Promise<WriteResult> {
  for await (const result of connection.write([request])) return result
  throw new Error('no result')
}

const update = (n: number, more: object = {}): Extract<WriteRequest, { operation: 'update' }> => ({
  id: 'u',
  operation: 'update',
  type: 'inetOrgPerson',
  anchor: idOf(n),
  dn: userDn(n),
  attributes: [{ attribute: 'title', old: 'Clerk', new: 'Chief' }],
  references: [],
  ...more,
})

describe.skipIf(requires('slapd'))('an OpenLDAP server and its admin', () => {
  let server: OpenLdapServer
  beforeAll(async () => {
    server = await startOpenLdap({ database: rights })
    await server.load(ldifOf(seed))
  })
  afterAll(() => server?.stop())

  async function healthy(): Promise<void> {
    await server.restart({ database: rights })
    await server.load(ldifOf(seed))
  }

  describe('the sign-in', () => {
    test('a wrong password is said as that, without the password', async () => {
      await expect(open(server, {}, 'Wrong-Word-9')).rejects.toMatchObject({
        kind: 'auth',
        message: expect.stringMatching(
          /^Signing in as cn=joinery.* failed: the account or its password is wrong/,
        ),
        advice: expect.stringContaining('enter the password again'),
      })
      await expect(open(server, {}, 'Wrong-Word-9')).rejects.not.toThrow('Wrong-Word-9')
    })

    test('an account without a password in the secret store is not signed in anonymously', async () => {
      await expect(open(server, {}, '')).rejects.toMatchObject({
        kind: 'auth',
        advice: expect.stringContaining('Enter'),
      })
    })

    test('StartTLS is as good as LDAPS', async () => {
      const connection = await open(server, { hosts: [`localhost:${server.port}`], security: 'starttls' })
      expect((await connection.check())[0]).toMatchObject({
        ok: true,
        detail: expect.stringContaining('StartTLS'),
      })
    })

    test('a server that cannot be reached is passed over for the next', async () => {
      const connection = await open(server, { hosts: ['localhost:1', `localhost:${server.tlsPort}`] })
      expect((await readAll(connection)).at(-1)?.complete).toBe(true)
    })

    test('no server at all: each is named', async () => {
      await expect(open(server, { hosts: ['localhost:1', 'localhost:2'] })).rejects.toMatchObject({
        kind: 'connection',
        message: expect.stringMatching(/localhost:1 .*nothing listens.*localhost:2/s),
      })
    })

    test('a watermark of another server asks for a full import', async () => {
      const watermark = (await readAll(await open(server))).at(-1)?.watermark
      const other = await open(server, { hosts: [`127.0.0.1:${server.tlsPort}`] })
      await expect(readAll(other, watermark)).rejects.toMatchObject({
        kind: 'precondition',
        advice: 'Run a full import',
      })
    })
  })

  describe('the certificate', () => {
    test('an expired one is refused with its last day', async () => {
      const expired = await startOpenLdap({ certificate: { expired: true } })
      await expect(open(expired)).rejects.toMatchObject({
        kind: 'connection',
        message: expect.stringContaining('it expired on 2024-02-01'),
        advice: expect.stringContaining('Renew the certificate'),
      })
      await expect(
        open(expired, { hosts: [`localhost:${expired.port}`], security: 'starttls' }),
      ).rejects.toThrow('it expired on 2024-02-01')
      await expired.stop()
    })

    test('a self-made one is refused with its fingerprint, and accepted when that is pinned', async () => {
      const certificate = makeCertificate({ selfSigned: true })
      const own = await mockLdap({ security: 'ldaps', certificate })
      const options = {
        hosts: [`localhost:${own.port}`],
        security: 'ldaps',
        allowPlain: false,
        timeout: 2000,
        bindDn: 'cn=a',
        password: 'Word-12345',
      } as const
      const connect = (more: object = {}) =>
        connectLdap({ ...options, ...more }, new AbortController().signal)
      await expect(connect()).rejects.toMatchObject({
        kind: 'connection',
        message: expect.stringContaining(certificate.fingerprint),
        advice: expect.stringContaining(`fingerprint ${certificate.fingerprint}`),
      })
      await expect(connect({ pinnedFingerprint: server.fingerprint })).rejects.toThrow(
        'another certificate than the pinned',
      )
      expect(own.requests).toEqual([])
      const session = await connect({
        pinnedFingerprint: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
      })
      expect(session.alive).toBe(true)
      session.close()
    })

    test('one of an unknown authority, or for another name, is refused', async () => {
      await expect(open(server, { caFile: undefined })).rejects.toMatchObject({
        advice: expect.stringContaining('caFile'),
      })
      const other = await startOpenLdap({ certificate: { names: ['ldap.example.com'] } })
      await expect(open(other)).rejects.toThrow('it is for DNS:ldap.example.com, not for this host')
      await other.stop()
    })
  })

  describe('what the account lacks', () => {
    test('is found by the check before a run needs it', async () => {
      await server.restart({ database: rights.replaceAll(' write ', ' read ') })
      const results = await (await open(server)).check()
      expect(results.filter((result) => !result.ok)).toMatchObject([
        {
          title: 'Write entries below ou=people,dc=example,dc=com',
          advice: expect.stringContaining('the right'),
        },
        { title: 'Write entries below ou=groups,dc=example,dc=com' },
      ])
      expect(await writeOne(await open(server), update(3))).toMatchObject({
        ok: false,
        error: { kind: 'permission', advice: expect.stringContaining('Give the account the right') },
      })
      await healthy()
    })

    test('the check changes nothing', async () => {
      const before = await readAll(await open(server, { attributes: ['entryCSN'] }))
      await (await open(server)).check()
      expect(await readAll(await open(server, { attributes: ['entryCSN'] }))).toMatchObject(
        before.map(({ items }) => ({ items })),
      )
    })

    test('a size limit ends the read as an error, and the check says so', async () => {
      const limit = `limits dn.exact="${account.dn}" size=7 size.prtotal=7`
      await server.restart({ database: `${limit}\n${rights}` })
      await expect(readAll(await open(server))).rejects.toMatchObject({
        kind: 'permission',
        advice: expect.stringContaining('size.prtotal=unlimited'),
      })
      expect((await (await open(server)).check()).find((result) => !result.ok)).toMatchObject({
        title: 'Read below ou=people,dc=example,dc=com',
        advice: expect.stringContaining('size limit'),
      })
      await healthy()
    })

    test('a base that is not there is named', async () => {
      const connection = await open(server, { baseDns: [`ou=nowhere,${base}`] })
      expect((await connection.check()).find((result) => !result.ok)).toMatchObject({
        detail: expect.stringContaining('There is no entry ou=nowhere'),
        advice: expect.stringContaining('baseDns'),
      })
    })
  })

  describe('a server that takes no changes', () => {
    test('because it is read-only', async () => {
      await server.restart({ database: `${rights}\nreadonly on` })
      expect(await writeOne(await open(server), update(3))).toMatchObject({
        ok: false,
        error: { kind: 'permission', message: expect.stringContaining('the server is read-only') },
      })
      await healthy()
    })

    test('because its disk is full', async () => {
      await server.restart({ database: `${rights}\nmaxsize 1000000` })
      const connection = await open(server)
      let error: unknown
      for (let n = 0; n < 60 && error === undefined; n++) {
        const result = await writeOne(connection, {
          id: `${n}`,
          operation: 'add',
          type: 'inetOrgPerson',
          dn: `uid=full${n},ou=people,${base}`,
          attributes: { cn: 'x', sn: 'x', description: 'y'.repeat(60_000) },
          references: {},
        })
        if (!result.ok) error = result.error
      }
      expect(error).toMatchObject({
        message: expect.stringContaining('the disk or the database of the server is full'),
        advice: expect.stringContaining('disk space'),
      })
      await healthy()
    })
  })

  describe('writing', () => {
    test('an entry somebody changed since the import is not overwritten', async () => {
      await server.change(`dn: ${userDn(5)}\nchangetype: modify\nreplace: title\ntitle: Meanwhile\n`)
      const connection = await open(server)
      expect(await writeOne(connection, update(5))).toMatchObject({
        ok: false,
        error: {
          kind: 'precondition',
          message: expect.stringContaining('expected "Clerk", found "Meanwhile"'),
        },
      })
      const [object] = await connection.fetch([{ type: 'inetOrgPerson', anchor: idOf(5) }])
      expect(object?.attributes.title).toBe('Meanwhile')
    })

    test('an entry is renamed and moved, and its naming attribute follows', async () => {
      const connection = await open(server)
      const newDn = `uid=moved\\, six,ou=groups,${base}`
      const request = update(6, {
        newDn,
        attributes: [
          { attribute: 'uid', old: 'user6', new: 'moved, six' },
          { attribute: 'title', old: 'Clerk', new: 'Chief' },
        ],
      })
      expect(await writeOne(connection, request)).toMatchObject({ ok: true, anchor: idOf(6) })
      const [object] = await connection.fetch([{ type: 'inetOrgPerson', anchor: idOf(6) }])
      expect(object?.attributes).toMatchObject({ uid: 'moved, six', title: 'Chief' })
      expect(object?.dn).toBe(`uid=moved\\2C six,ou=groups,${base}`)
    })

    test('a container with entries below it is not deleted', async () => {
      const connection = await open(server, { baseDns: [base], bindDn: server.adminDn }, server.password)
      const anchor = uuidOf(1)
      const request = {
        id: 'd',
        operation: 'delete',
        type: 'organizationalUnit',
        anchor,
        dn: `ou=people,${base}`,
      } as const
      expect(await writeOne(connection, request)).toMatchObject({
        ok: false,
        error: { kind: 'constraint', message: expect.stringContaining('there are entries below it') },
      })
    })

    test('thousands of members are added and removed by value, those that are there already too', async () => {
      const connection = await open(server)
      const member = (n: number) => `uid=none${n},ou=people,${base}`
      const many = Array.from({ length: 2500 }, (_, n) => member(n))
      const change = (add: readonly string[], remove: readonly string[]): WriteRequest => ({
        ...update(0, {
          type: 'groupOfNames',
          anchor: groupId,
          dn: `cn=staff,ou=groups,${base}`,
          attributes: [],
        }),
        references: [{ attribute: 'member', add, remove, single: false }],
      })
      expect(await writeOne(connection, change(many, []))).toMatchObject({ ok: true })
      expect(
        await writeOne(connection, change([member(1), member(9999)], [member(2), member(77_777)])),
      ).toMatchObject({ ok: true })
      const [object] = await connection.fetch([{ type: 'groupOfNames', anchor: groupId }])
      const held = new Set(object?.references?.member)
      expect(held.size).toBe(2501)
      expect(held.has(member(9999))).toBe(true)
      expect(held.has(member(2))).toBe(false)
    })

    test('a password that was set opens the account', async () => {
      const connection = await open(server)
      await connection.setPassword?.('inetOrgPerson', idOf(7), 'Fresh-Word-3')
      const session = await connectLdap(
        {
          hosts: [`localhost:${server.tlsPort}`],
          security: 'ldaps',
          allowPlain: false,
          ca: server.ca,
          bindDn: userDn(7),
          password: 'Fresh-Word-3',
          timeout: 2000,
        },
        new AbortController().signal,
      )
      expect(session.alive).toBe(true)
      session.close()
      const [object] = await connection.fetch([{ type: 'inetOrgPerson', anchor: idOf(7) }])
      expect(Object.keys((object as ObjectItem).attributes)).not.toContain('userPassword')
    })
  })

  test('a renamed container asks for a full import, since what is below it carries no newer time', async () => {
    await healthy()
    const config = { baseDns: [base] }
    const watermark = (await readAll(await open(server, config))).at(-1)?.watermark
    await server.change(`dn: ou=people,${base}\nchangetype: modrdn\nnewrdn: ou=staff\ndeleteoldrdn: 1\n`)
    await expect(readAll(await open(server, config), watermark)).rejects.toMatchObject({
      kind: 'precondition',
      message: expect.stringContaining('may have been renamed'),
    })
    await healthy()
  })

  test('configured types: each with its class and filter, and no entry twice', async () => {
    const types = [
      { name: 'lead', objectClass: 'inetOrgPerson', filter: '(!(manager=*))' },
      { name: 'person', objectClass: 'inetOrgPerson' },
      { name: 'team', objectClass: 'groupOfNames', base: `ou=groups,${base}` },
    ]
    const items = (await readAll(await open(server, { types }))).flatMap((batch) => batch.items)
    const count = (type: string) =>
      items.filter((item) => item.kind === 'object' && item.type === type).length
    expect([count('lead'), count('person'), count('team')]).toEqual([1, 19, 1])
  })

  test('the server proposes its bases and how changes are found', async () => {
    const suggestions = await ldap.suggest(
      { hosts: [`localhost:${server.tlsPort}`], caFile: server.caFile, bindDn: account.dn },
      {
        system: 'directory',
        workspaceDir: tmpdir(),
        today: '2026-03-10',
        signal: new AbortController().signal,
        secret: () => account.password,
        log: () => undefined,
      },
    )
    expect(suggestions).toMatchObject([
      { field: 'security', value: 'ldaps' },
      { field: 'baseDns', value: [base] },
      { field: 'delta', value: 'entryCSN' },
    ])
  })
})
