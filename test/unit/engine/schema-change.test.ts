import { expect, test } from 'vitest'
import type { AttributeSchema, SystemSchema } from '../../../connectors/spi/schema.ts'
import { ruleSchema } from '../../../main/config/rule-schema.ts'
import { schemaChange } from '../../../main/engine/schema-change.ts'

const rule = (more: object) =>
  ruleSchema.parse({ name: 'R', system: 'ad', precedence: 1, link: 'join', ...more })
const inbound = rule({
  direction: 'inbound',
  from: 'user',
  to: 'person',
  scope: [[{ attribute: 'company', operator: 'EQUAL', value: 'A' }]],
  join: [[{ from: 'employeeID', to: 'id' }]],
  flows: [
    { to: 'name', expression: 'Trim([displayName])' },
    { to: 'title', from: 'title' },
  ],
})
const outbound = rule({
  name: 'Out',
  direction: 'outbound',
  from: 'person',
  to: 'user',
  flows: [{ to: 'department', from: 'dept' }],
})

const schema = (attributes: Record<string, AttributeSchema>, type = 'user'): SystemSchema => ({
  types: [{ type, attributes }],
})
const all: Record<string, AttributeSchema> = Object.fromEntries(
  ['company', 'employeeID', 'displayName', 'title', 'department', 'other'].map((name) => [
    name,
    { type: 'string' },
  ]),
)
const without = (name: string) => {
  const { [name]: _, ...rest } = all
  return rest
}

test.each<[string, Record<string, AttributeSchema>, Record<string, AttributeSchema>, string | undefined]>([
  ['nothing', all, all, undefined],
  ['an attribute no rule names', all, { ...without('other'), more: { type: 'string' } }, undefined],
  ['of a flow', all, without('title'), 'title of user in ad, which rule "R" uses, is not there any more'],
  [
    'of an expression',
    without('displayName'),
    all,
    'displayName of user in ad, which rule "R" uses, is there now',
  ],
  [
    'of a scope',
    all,
    without('company'),
    'company of user in ad, which rule "R" uses, is not there any more',
  ],
  [
    'of a join',
    all,
    { ...all, employeeID: { type: 'integer' } },
    'employeeID of user in ad, which rule "R" uses, has become integer; it was string',
  ],
  [
    'that is written',
    all,
    { ...all, department: { type: 'string', multi: true, writable: 'never' } },
    'department of user in ad, which rule "Out" uses, has become a list of string, read only; it was string',
  ],
  [
    'what says the same',
    all,
    { ...all, title: { type: 'string', multi: false, writable: 'always' } },
    undefined,
  ],
])('%s', (_, before, after, expected) => {
  expect(schemaChange('ad', [inbound, outbound], schema(before), schema(after))).toBe(expected)
})

test('object types that come and go, of this system alone', () => {
  const gone = 'the object type user in ad, which rule "R" uses, is not there any more'
  expect(schemaChange('ad', [inbound], schema(all), { types: [] })).toBe(gone)
  expect(schemaChange('ad', [inbound], schema(all, 'group'), { types: [] })).toBeUndefined()
  expect(schemaChange('hr', [inbound], schema(all), { types: [] })).toBeUndefined()
})
