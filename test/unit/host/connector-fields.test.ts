import { expect, test } from 'vitest'
import { connectorInfo } from '../../../main/host/connector-fields.ts'
import { connectors } from '../../../main/host/connectors.ts'

const info = (id: string) => connectorInfo(connectors.get(id) as never)

test('every connector says of each field how it is asked for, in the order of its steps', () => {
  for (const id of connectors.keys()) {
    const { fields } = info(id)
    expect(fields.length, id).toBeGreaterThan(0)
    expect(fields.map((field) => field.step)).toEqual(
      fields.map((field) => field.step).toSorted((a, b) => a - b),
    )
    for (const field of fields) if (field.kind === 'choice') expect(field.choices, field.name).not.toEqual([])
  }
})

test('kinds, what is required and what holds when nothing is filled in come from the schema', () => {
  const of = (id: string, name: string) => info(id).fields.find((field) => field.name === name)
  expect(of('ldap', 'hosts')).toMatchObject({ kind: 'texts', required: true, initial: null })
  expect(of('ldap', 'security')).toMatchObject({ kind: 'choice', required: false, initial: 'ldaps' })
  expect(of('ldap', 'password')).toMatchObject({ kind: 'secret', required: false, initial: null })
  expect(of('ldap', 'pageSize')).toMatchObject({ kind: 'number', initial: '500' })
  expect(of('ldap', 'allowPlain')).toMatchObject({ kind: 'switch', initial: 'false' })
  expect(of('ldap', 'types')).toMatchObject({ kind: 'structure' })
  expect(of('hr-csv', 'file')).toMatchObject({ kind: 'text', required: true })
  expect(of('hr-csv', 'file')).toMatchObject({ path: 'csv' })
  expect(of('ldap', 'caFile')).toMatchObject({ kind: 'text', path: 'certificate' })
  expect(of('ldap', 'bindDn')).toMatchObject({ kind: 'text', path: null })
  expect(of('hr-csv', 'columns')).toMatchObject({ kind: 'structure' })
  expect(of('scim', 'resourceTypes')).toMatchObject({ kind: 'texts', initial: 'User\nGroup' })
})
