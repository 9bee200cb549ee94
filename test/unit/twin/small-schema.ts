import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import type { WriteRequest } from '../../../connectors/spi/write.ts'
import type { TwinSeed } from '../../../connectors/twin/create.ts'

/** A small directory for the twin's tests. */
export const smallSchema: SystemSchema = {
  types: [
    {
      type: 'organizationalUnit',
      attributes: { ou: { type: 'string', writable: 'never' }, description: { type: 'string' } },
    },
    {
      type: 'user',
      anchor: 'objectGUID',
      enabled: { attribute: 'userAccountControl', kind: 'disabledBit', bit: 2 },
      attributes: {
        objectGUID: { type: 'string', writable: 'never' },
        cn: { type: 'string', writable: 'never' },
        sAMAccountName: { type: 'string', required: true, unique: true },
        employeeID: { type: 'string', writable: 'create' },
        title: { type: 'string' },
        proxyAddresses: { type: 'string', multi: true, unique: true },
        userAccountControl: { type: 'integer' },
        active: { type: 'boolean' },
        hired: { type: 'date' },
        photo: { type: 'binary' },
        manager: { type: 'reference' },
        memberOf: { type: 'reference', multi: true, writable: 'never' },
      },
    },
    {
      type: 'group',
      attributes: {
        cn: { type: 'string', writable: 'never' },
        member: { type: 'reference', multi: true },
        owner: { type: 'reference', required: true },
      },
    },
  ],
}

export const root = 'DC=corp,DC=test'
export const people = `OU=People,${root}`
export const anna = `CN=Nowak\\, Anna,${people}`
export const juergen = `CN=Jürgen Großmann,${people}`
export const team = `CN=Team,OU=Groups,${root}`

export const seeds: readonly TwinSeed[] = [
  { type: 'organizationalUnit', dn: people, anchor: 'ou-1', attributes: {} },
  { type: 'organizationalUnit', dn: `OU=Groups,${root}`, anchor: 'ou-2', attributes: {} },
  {
    type: 'user',
    dn: anna,
    anchor: 'user-1',
    attributes: { sAMAccountName: 'anowak', title: 'Clerk', proxyAddresses: ['a@x.test', 'anna@x.test'] },
    references: { manager: [juergen] },
  },
  { type: 'user', dn: juergen, anchor: 'user-2', attributes: { sAMAccountName: 'jgrossmann' } },
  {
    type: 'group',
    dn: team,
    anchor: 'group-1',
    attributes: {},
    references: { member: [anna, juergen], owner: [juergen] },
  },
]

export function addUser(
  id: string,
  dn: string,
  more: Partial<Extract<WriteRequest, { operation: 'add' }>> = {},
) {
  const attributes = { sAMAccountName: id, ...more.attributes }
  return { id, operation: 'add', type: 'user', dn, references: {}, ...more, attributes } as const
}

export function updateOf(
  anchor: string,
  more: Partial<Extract<WriteRequest, { operation: 'update' }>>,
): Extract<WriteRequest, { operation: 'update' }> {
  return {
    id: `u-${anchor}`,
    operation: 'update',
    type: 'user',
    anchor,
    attributes: [],
    references: [],
    ...more,
  }
}
