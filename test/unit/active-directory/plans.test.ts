import { describe, expect, test } from 'vitest'
import { configSpec } from '../../../connectors/active-directory/config.ts'
import { filterAttributes, outermost } from '../../../connectors/active-directory/directory.ts'
import { typeOfClasses } from '../../../connectors/active-directory/object-types.ts'
import { inWaves } from '../../../connectors/active-directory/order.ts'
import { suggestSettings } from '../../../connectors/active-directory/suggest.ts'
import type { WriteRequest } from '../../../connectors/spi/write.ts'

describe('what is read', () => {
  test('nothing is read twice when one base is below another', () => {
    const [people, sales] = ['OU=People,DC=x', 'OU=Sales,ou=people,dc=x']
    expect(outermost([sales, people, 'OU=PEOPLE, DC=x', 'OU=Groups,DC=x'])).toEqual([
      people,
      'OU=Groups,DC=x',
    ])
  })

  test('an object may come or leave when an attribute of the filter changes', () => {
    const filter =
      '(&(department=Sales)(|(!(title=*))(userAccountControl:1.2.840.113556.1.4.803:=2))(uSNChanged>=5))'
    expect(filterAttributes(filter)).toEqual(['department', 'title', 'userAccountControl', 'uSNChanged'])
  })

  test('a computer is no user', () => {
    expect(typeOfClasses(['top', 'person', 'organizationalPerson', 'user', 'computer'])).toBe('computer')
    expect(typeOfClasses(['top', 'person', 'organizationalPerson', 'user'])).toBe('user')
    expect(typeOfClasses(['top', 'container'])).toBeUndefined()
  })
})

describe('the order of writes', () => {
  const ids = (requests: readonly WriteRequest[]) => inWaves(requests).map((wave) => wave.map(({ id }) => id))
  const add = (id: string, dn: string): WriteRequest => ({
    id,
    operation: 'add',
    type: 'user',
    dn,
    attributes: {},
    references: {},
  })
  const update = (id: string, anchor: string, more = {}): WriteRequest => ({
    id,
    operation: 'update',
    type: 'organizationalUnit',
    anchor,
    attributes: [],
    references: [],
    ...more,
  })
  const remove = (id: string, dn: string): WriteRequest => ({
    id,
    operation: 'delete',
    type: 'user',
    anchor: id,
    dn,
  })

  test('containers are added before what is in them, and deleted after it', () => {
    expect(
      ids([
        add('deep', 'CN=1,OU=B,OU=A,DC=x'),
        add('A', 'OU=A,DC=x'),
        add('B', 'OU=B,OU=A,DC=x'),
        add('C', 'OU=C,DC=x'),
      ]),
    ).toEqual([['A', 'C'], ['B'], ['deep']])
    expect(
      ids([remove('A', 'OU=A,DC=x'), remove('1', 'CN=1,OU=A,DC=x'), remove('2', 'CN=2,OU=A,DC=x')]),
    ).toEqual([['1', '2'], ['A']])
  })

  test('containers move one by one, and one object is written once at a time', () => {
    const newDn = 'OU=New,DC=x'
    expect(
      ids([update('1', 'a', { newDn }), update('2', 'b', { newDn }), update('3', 'c'), update('4', 'c')]),
    ).toEqual([['1'], ['2'], ['3'], ['4']])
  })
})

describe('settings', () => {
  const good = { hosts: ['dc1.example.com'], bindDn: 'svc@example.com' }

  test('are few: hosts and an account are enough', () => {
    expect(configSpec.schema.parse(good)).toMatchObject({
      security: 'ldaps',
      delta: 'dirsync',
      pageSize: 500,
      firstPassword: 'generated',
      deleteChildren: false,
      includeSystemObjects: false,
    })
  })

  test('a type is named once', () => {
    const refused = configSpec.schema.safeParse({ ...good, types: [{ type: 'user' }, { type: 'user' }] })
    expect(refused.error?.issues[0]?.message).toContain('twice')
  })

  test('controllers are proposed from the DNS of the account’s domain, the preferred ones first', async () => {
    const asked: string[] = []
    const lookUp = async (name: string) => {
      asked.push(name)
      return [
        { name: 'dc2.corp.example.com', port: 389, priority: 10, weight: 0 },
        { name: 'dc1.corp.example.com', port: 389, priority: 0, weight: 100 },
      ]
    }
    const context = { signal: new AbortController().signal }
    const suggestions = await suggestSettings({ bindDn: 'svc@CORP.example.com' }, context, lookUp)
    expect(asked).toEqual(['_ldap._tcp.dc._msdcs.corp.example.com'])
    expect(suggestions).toMatchObject([
      { field: 'hosts', value: ['dc1.corp.example.com', 'dc2.corp.example.com'] },
    ])
    expect(await suggestSettings({ bindDn: 'CN=svc,DC=x' }, context, lookUp)).toEqual([])
    expect(await suggestSettings({ bindDn: 'svc@x.example', hosts: ['dc9'] }, context, lookUp)).toEqual([])
  })
})
