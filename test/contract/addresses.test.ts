import { expect, test } from 'vitest'
import { movedAddresses, typeAgain } from '../../preload/contract/addresses.ts'
import type { ConnectorField } from '../../preload/contract/connectors.ts'

const field = (name: string, address = true, initial: string | null = null): ConnectorField => ({
  name,
  label: name,
  help: null,
  placeholder: null,
  group: '',
  step: 1,
  kind: 'text',
  path: null,
  address,
  choices: [],
  required: false,
  initial,
})
const fields = [field('url'), field('hosts'), field('port', true, '636'), field('bindDn', false)]
const inUse = { url: 'https://a.example/scim', hosts: 'dc1.example\ndc2.example', bindDn: 'CN=a' }

test.each([
  ['what stands', {}, []],
  ['another path of the same service', { url: 'https://A.example/scim/v2/' }, []],
  ['one server less, and in another order', { hosts: ' DC2.example ' }, []],
  ['the default, written down', { port: '636' }, []],
  ['what is no address', { bindDn: 'CN=b' }, []],
  ['another host', { url: 'https://a.example.evil/scim' }, ['url']],
  ['the same host in the clear', { url: 'http://a.example/scim' }, ['url']],
  ['another port of the same host', { url: 'https://a.example:8443/scim' }, ['url']],
  ['one server more', { hosts: 'dc1.example\ndc3.example' }, ['hosts']],
  ['two at once', { hosts: 'dc9.example', port: '389' }, ['hosts', 'port']],
  ['nothing', { url: '' }, []],
] as const)('%s', (_, filled, moved) => {
  expect(movedAddresses(fields, { ...inUse, ...filled }, inUse)).toEqual(moved)
})

test('where nothing stood, everything is somewhere else', () => {
  expect(movedAddresses(fields, { url: 'https://a.example' }, {})).toEqual(['url'])
})

test('is told in words', () => {
  expect(typeAgain(['Servers', 'Port'])).toContain('Servers and Port lead elsewhere')
})
