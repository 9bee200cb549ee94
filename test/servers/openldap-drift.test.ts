import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import { base, containers, ldifOf, people, rights, userDn } from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { type Employee, type LdapWorkspace, openWorkspace } from './openldap-workspace.ts'

const employee = (n: number): Employee => ({ id: `E${n}`, title: 'Clerk', uid: `user${n}`, status: 'Active' })

/** OpenLDAP keeps of each entry who wrote it last. */
describe.skipIf(requires('slapd'))('what somebody else changes in OpenLDAP', () => {
  let server: OpenLdapServer
  let workspace: LdapWorkspace

  beforeAll(async () => {
    server = await startOpenLdap({ database: rights })
    await server.load(ldifOf([...containers, ...people(6)]))
    workspace = await openWorkspace({ hosts: [`localhost:${server.tlsPort}`], caFile: server.caFile })
    workspace.hr(Array.from({ length: 6 }, (_, n) => employee(n)))
    await workspace.session('full')
  })
  afterAll(async () => {
    await workspace?.close()
    await server?.stop()
  })

  const told = async () =>
    (await workspace.drift())
      .map(({ kind, attribute, changedBy }) => ({ kind, attribute, changedBy }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

  for (const mode of ['delta', 'full'] as const)
    test(`is told with who did it and when, by a ${mode} import`, async () => {
      const before = Date.now()
      await server.change(
        [
          `dn: ${userDn(1)}\nchangetype: modify\nreplace: title\ntitle: Emperor ${mode}\n`,
          `dn: ${userDn(2)}\nchangetype: modrdn\nnewrdn: uid=user2\ndeleteoldrdn: 1\nnewsuperior: ou=groups,${base}\n`,
          // A delta does not find what is gone.
          ...(mode === 'full' ? [`dn: ${userDn(3)}\nchangetype: delete\n`] : []),
          `dn: uid=stranger-${mode},ou=people,${base}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: Stranger\nsn: Stranger\n`,
        ].join('\n'),
      )
      await workspace.job({ kind: 'session', mode })
      expect(await told()).toEqual([
        { kind: 'created', attribute: null, changedBy: server.adminDn },
        // Of an entry that is gone the server keeps nothing.
        ...(mode === 'full' ? [{ kind: 'deleted', attribute: null, changedBy: null }] : []),
        { kind: 'value', attribute: 'dn', changedBy: server.adminDn },
        { kind: 'value', attribute: 'title', changedBy: server.adminDn },
      ])
      const rows = await workspace.drift()
      for (const { kind, changedAt, words } of rows) {
        if (kind === 'deleted') {
          expect(changedAt).toBeNull()
          expect(words).not.toContain('last changed')
          continue
        }
        expect(Math.abs((changedAt as number) - before)).toBeLessThan(60_000)
        expect(words).toContain(`(the object was last changed by ${server.adminDn} on `)
      }
      expect((await workspace.findings()).join('\n')).toContain(`last changed by ${server.adminDn}`)
      // Everything is set right, and the strangers are let go.
      await workspace.approveAll()
      await workspace.session()
      await server.change(`dn: uid=stranger-${mode},ou=people,${base}\nchangetype: delete\n`)
      await workspace.session('full')
      expect(await told()).toEqual([])
    })

  test('is told without a name where the last change of the entry is our own', async () => {
    await server.change(`dn: ${userDn(4)}\nchangetype: modify\nreplace: title\ntitle: Emperor\n`)
    const signedIn = ['-D', `cn=joinery,ou=services,${base}`, '-w', 'Service-Word-7']
    await server.change(
      `dn: ${userDn(4)}\nchangetype: modify\nreplace: description\ndescription: ours\n`,
      signedIn,
    )
    await workspace.job({ kind: 'session', mode: 'delta' })
    expect(await told()).toEqual([{ kind: 'value', attribute: 'title', changedBy: null }])
  })
})
