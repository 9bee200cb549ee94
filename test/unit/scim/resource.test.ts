import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ScimAttributeMap } from '../../../connectors/scim/attributes.ts'
import { mapResource } from '../../../connectors/scim/attributes.ts'
import { forPut, setReferences, setValue, withSchemas } from '../../../connectors/scim/build.ts'
import { coreSchemas, enterpriseUrn, userUrn } from '../../../connectors/scim/coreSchema.ts'
import { attributeValue, flatten, referencesOf } from '../../../connectors/scim/flatten.ts'
import { parsePath } from '../../../connectors/scim/path.ts'
import { systemSchema } from '../../../connectors/scim/schema.ts'
import type { Json } from '../../../connectors/scim/values.ts'
import { sampleId, sampleUser } from '../../fakes/scim/samples.ts'

const schemaOf = (id: string) => coreSchemas.find((schema) => schema.id === id)!
const users = mapResource(
  { type: 'User', endpoint: '/Users', schema: schemaOf(userUrn), extensions: [schemaOf(enterpriseUrn)] },
  [{ resourceType: 'User', name: 'urn:contoso:scim:2.0:Badge:doors', kind: 'string', multi: true }],
)
const valued = users.attributes.filter((map) => map.form !== 'reference')

/** A value the attribute may have; dates and binaries need their own shape. */
function valueFor(map: ScimAttributeMap): fc.Arbitrary<string | boolean | string[]> {
  if (map.type === 'boolean') return fc.boolean()
  const text = map.type === 'binary' ? fc.constantFrom('AQID', 'BAUG') : fc.string({ minLength: 1 })
  return map.multi ? fc.uniqueArray(text, { minLength: 1, maxLength: 3 }) : text
}

const changes = fc.array(
  fc.constantFrom(...valued).chain((map) => valueFor(map).map((value) => ({ map, value }))),
  { maxLength: 12 },
)

describe('resources', () => {
  test('every attribute has a name that is a path', () => {
    for (const map of users.attributes) expect(parsePath(map.name)).toEqual(map.path)
    expect(users.attributes.length).toBeGreaterThan(50)
  })

  test('what was set is what is read, and nothing else changed', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const resource: Json = { id: '1' }
        const expected = new Map(list.map(({ map, value }) => [map.name, value]))
        for (const { map, value } of list) setValue(resource, map, value)
        expect(flatten(resource, users)?.attributes).toEqual(Object.fromEntries(expected))
      }),
    )
  })

  test('what was set and cleared leaves no trace', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const resource: Json = { id: '1' }
        for (const { map, value } of list) setValue(resource, map, value)
        for (const { map } of list) setValue(resource, map, undefined)
        expect(resource).toEqual({ id: '1' })
      }),
    )
  })

  test('values of other types and what the service says of them stay', () => {
    const resource: Json = {
      id: '1',
      emails: [
        { type: 'home', value: 'h@x', display: 'Home' },
        { type: 'work', value: 'w@x', primary: true },
        { value: 'untyped@x' },
      ],
    }
    setValue(resource, users.byName.get('emails[type eq "work"].value')!, 'new@x')
    setValue(resource, users.byName.get('emails')!, ['untyped@x', 'second@x'])
    expect(resource.emails).toEqual([
      { type: 'home', value: 'h@x', display: 'Home' },
      { type: 'work', value: 'new@x', primary: true },
      { value: 'untyped@x' },
      { value: 'second@x' },
    ])
  })

  test('of several values of one type the primary one is read', () => {
    const emails = [
      { type: 'work', value: 'a@x' },
      { type: 'WORK', value: 'b@x', primary: true },
    ]
    expect(attributeValue({ emails }, users.byName.get('emails[type eq "work"].value')!)).toBe('b@x')
  })

  test('null, empty text and empty lists are no value, and names are found in any case', () => {
    const resource = { ID: '7', USERNAME: 'u', title: null, displayName: '', emails: [], Active: 'FALSE' }
    expect(flatten(resource, users)).toMatchObject({
      anchor: '7',
      attributes: { userName: 'u', active: false },
    })
    expect(Object.keys(flatten(resource, users)?.attributes ?? {})).toEqual(['userName', 'active'])
  })

  test('a resource without an id is no object', () => {
    expect(flatten({ userName: 'u' }, users)).toBeUndefined()
  })

  test('a manager is a reference and a user’s groups are not read', () => {
    const manager = users.byName.get(`${enterpriseUrn}:manager`)!
    const resource: Json = { id: '1' }
    setReferences(resource, manager, ['2'])
    expect(referencesOf(resource, manager)).toEqual(['2'])
    expect(resource[enterpriseUrn]).toEqual({ manager: { value: '2' } })
    expect(users.byName.has('groups')).toBe(false)
  })

  test('schemas name the extensions that are used, and PUT leaves out what the service writes', () => {
    const user = sampleUser(1, { meta: { version: '1' }, groups: [{ value: 'g' }] }) as Json
    const sent = forPut(user, users)
    expect(sent).not.toHaveProperty('meta')
    expect(sent).not.toHaveProperty('groups')
    expect(sent.id).toBe(sampleId(1))
    expect(sent.schemas).toEqual([userUrn, enterpriseUrn])
    expect(withSchemas({ userName: 'u' }, users).schemas).toEqual([userUrn])
  })

  test('the schema marks what the engine plans with', () => {
    const [type] = systemSchema([users]).types
    expect(type?.enabled).toEqual({ attribute: 'active', kind: 'boolean', enabled: true })
    expect(type?.attributes.userName).toEqual({ type: 'string', required: true, unique: true })
    expect(type?.attributes[`${enterpriseUrn}:manager`]).toEqual({ type: 'reference' })
    expect(type?.display).toEqual(['displayName', 'userName', 'name.formatted', 'externalId'])
  })
})
