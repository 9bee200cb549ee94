import { expect, test } from 'vitest'
import { changeItem, objectItem } from '../../../connectors/active-directory/entries.ts'
import { attributesOf } from '../../../connectors/active-directory/schema.ts'
import type { RawEntry } from '../../../connectors/kit/ldap/answer.ts'

const entry = (attributes: Readonly<Record<string, readonly (string | Buffer)[]>>): RawEntry => ({
  dn: 'CN=Somebody,DC=x',
  attributes: Object.entries(attributes).map(([name, values]) => ({
    name,
    values: values.map((one) => Buffer.from(one as string)),
  })),
})

const definition = (name: string, attributeSyntax: string, more = {}) =>
  entry({
    lDAPDisplayName: [name],
    attributeSyntax: [attributeSyntax],
    oMSyntax: ['64'],
    isSingleValued: ['TRUE'],
    ...more,
  })

const schema = attributesOf([
  definition('title', '2.5.5.12'),
  definition('proxyAddresses', '2.5.5.12', { isSingleValued: ['FALSE'] }),
  definition('accountExpires', '2.5.5.16'),
  definition('member', '2.5.5.1', { isSingleValued: ['FALSE'], linkID: ['2'] }),
  definition('manager', '2.5.5.1', { linkID: ['42'] }),
  definition('memberOf', '2.5.5.1', { isSingleValued: ['FALSE'], linkID: ['3'] }),
  definition('assistant', '2.5.5.1'),
  definition('old', '2.5.5.12', { isDefunct: ['TRUE'] }),
])
const wanted = new Set(['title', 'proxyaddresses', 'accountexpires', 'member', 'manager', 'assistant'])
const change = (attributes: Parameters<typeof entry>[0]) =>
  changeItem(entry(attributes), 'user', 'a', schema, wanted)

test('0-0 is what was removed, 1-1 what was added', () => {
  expect(change({ 'member;range=0-0': ['CN=A', 'CN=B'], 'member;range=1-1': ['CN=C'] }).references).toEqual({
    member: { add: ['CN=C'], remove: ['CN=A', 'CN=B'] },
  })
  expect(change({ 'Manager;Range=1-1': ['CN=M'] }).references).toEqual({
    manager: { add: ['CN=M'], remove: [] },
  })
})

test('a reference that is no link comes with its whole list, which may be empty', () => {
  expect(change({ assistant: ['CN=A'] }).references).toEqual({ assistant: { replace: ['CN=A'] } })
  expect(change({ assistant: [] }).references).toEqual({ assistant: { replace: [] } })
})

test('an attribute that came without values was cleared; one that did not come has not changed', () => {
  expect(change({ title: [], accountExpires: ['9223372036854775807'] })).toMatchObject({
    set: {},
    clear: ['title', 'accountExpires'],
  })
  expect(change({ proxyAddresses: ['smtp:a', 'SMTP:b'] })).toMatchObject({
    set: { proxyAddresses: ['smtp:a', 'SMTP:b'] },
    clear: [],
  })
  expect(change({ instanceType: ['4'], notWanted: ['x'] })).toMatchObject({ set: {}, clear: [] })
})

test('a whole object has no attribute that has no value', () => {
  const item = objectItem(
    entry({ title: [], accountExpires: ['0'], member: [] }),
    'user',
    'a',
    schema,
    wanted,
  )
  expect(item).toEqual({ kind: 'object', type: 'user', anchor: 'a', dn: 'CN=Somebody,DC=x', attributes: {} })
})

test('the back end of a link is the directory’s own, a defunct attribute is none', () => {
  expect(schema.get('memberof')).toMatchObject({ computed: true, linked: false })
  expect(schema.get('member')).toMatchObject({ computed: false, linked: true, single: false })
  expect(schema.has('old')).toBe(false)
})
