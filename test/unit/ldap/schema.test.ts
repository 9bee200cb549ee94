import { describe, expect, test } from 'vitest'
import type { RawEntry } from '../../../connectors/kit/ldap/answer.ts'
import { inRequests, referenceModifications, valueModifications } from '../../../connectors/ldap/changes.ts'
import { itemOf } from '../../../connectors/ldap/entry.ts'
import { buildSchema, type LdapType, systemSchema } from '../../../connectors/ldap/schema.ts'
import { buildSubschema, parseDescription } from '../../../connectors/ldap/subschema.ts'
import { decodeValue, generalizedTimeOf, isoOf, typeOfSyntax } from '../../../connectors/ldap/values.ts'
import { markOfTime, timeOfMark } from '../../../connectors/ldap/watermark.ts'

const syntax = '1.3.6.1.4.1.1466.115.121.1.'
const subschema = buildSubschema(
  [
    `( 2.5.4.41 NAME 'name' EQUALITY caseIgnoreMatch SYNTAX ${syntax}15{32768} )`,
    "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'RFC4519: common (name)' SUP name )",
    `( 2.5.4.0 NAME 'objectClass' EQUALITY objectIdentifierMatch SYNTAX ${syntax}38 )`,
    `( 2.5.4.31 NAME 'member' EQUALITY distinguishedNameMatch SYNTAX ${syntax}12 )`,
    `( 2.5.4.50 NAME 'uniqueMember' SYNTAX ${syntax}34 )`,
    "( 1.1 NAME 'manager' SUP member SINGLE-VALUE )",
    `( 1.2 NAME 'enabled' SYNTAX ${syntax}7 SINGLE-VALUE )`,
    `( 1.3 NAME 'born' SYNTAX ${syntax}24 SINGLE-VALUE )`,
    `( 1.4 NAME 'photo' SYNTAX ${syntax}28 )`,
    `( 1.5 NAME 'secretKey' SYNTAX 1.9.9 )`,
    `( 1.6 NAME 'entryUUID' SYNTAX 1.3.6.1.1.16.1 SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation )`,
    `( 1.7 NAME 'userPassword' SYNTAX ${syntax}40 )`,
    `( 1.8 NAME 'room' SYNTAX ${syntax}27 SINGLE-VALUE )`,
    `( 1.9 NAME 'userCertificate' SYNTAX ${syntax}8 )`,
  ],
  [
    "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
    "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST cn MAY ( manager $ userPassword $ photo $ userCertificate ) )",
    "( 2.5.6.7 NAME 'employee' SUP person STRUCTURAL MAY ( born $ room ) )",
    "( 2.5.6.9 NAME 'group' SUP top STRUCTURAL MUST ( cn $ member ) MAY uniqueMember )",
    "( 3.1 NAME 'switch' SUP top AUXILIARY MAY ( enabled $ secretKey ) )",
  ],
  ["( 1.9.9 X-NOT-HUMAN-READABLE 'TRUE' )"],
)
const schema = buildSchema(subschema, { types: [], attributes: [] })
const reader = { schema, anchor: 'entryUUID', hidden: new Set(['entryuuid']), unknown: new Map() }

const entry = (
  classes: string,
  attributes: Readonly<Record<string, readonly (string | Buffer)[]>> = {},
): RawEntry => ({
  dn: 'cn=x',
  attributes: Object.entries({
    objectClass: classes.split(' '),
    entryUUID: ['id'],
    cn: ['x'],
    ...attributes,
  }).map(([name, values]) => ({ name, values: values.map((value) => Buffer.from(value as string)) })),
})

describe('the subschema', () => {
  test('a description is cut into its words, whatever is in its quotes', () => {
    const { oid, words } = parseDescription(
      "( 1.2 NAME ( 'a' 'b' ) DESC 'x (y) $ MUST z' MUST ( c $ d ) X-ORIGIN 'e' )",
    )
    expect(oid).toBe('1.2')
    expect(Object.fromEntries(words)).toEqual({
      NAME: ['a', 'b'],
      DESC: ['x (y) $ MUST z'],
      MUST: ['c', 'd'],
      'X-ORIGIN': ['e'],
    })
  })

  test('types, single values, references and computed attributes become the schema of the system', () => {
    const types = systemSchema(schema, 'entryUUID').types
    expect(types.map(({ type }) => type)).toEqual(['person', 'employee', 'group'])
    expect(types[1]?.attributes).toMatchObject({
      cn: { type: 'string', multi: true, required: true },
      manager: { type: 'reference' },
      born: { type: 'date' },
      room: { type: 'integer' },
      photo: { type: 'binary', multi: true },
      enabled: { type: 'boolean' },
      secretKey: { type: 'binary' },
      userPassword: { type: 'string', writable: 'create' },
    })
    expect(types[1]?.attributes.manager?.multi).toBeUndefined()
    expect(types[2]?.attributes).toMatchObject({
      member: { type: 'reference', multi: true, required: true },
      uniqueMember: { type: 'reference' },
    })
  })

  test('an operational attribute that is asked for is never written', () => {
    const more = buildSchema(subschema, { types: [], attributes: ['entryUUID', 'cn;lang-de'] })
    expect(systemSchema(more, 'entryUUID').types[0]).toMatchObject({
      anchor: 'entryUUID',
      attributes: { entryUUID: { writable: 'never' }, 'cn;lang-de': { type: 'string' } },
    })
  })

  test('an entry is of its most specific structural class', () => {
    expect(schema.typeOf(['top', 'person', 'employee', 'switch'])?.name).toBe('employee')
    expect(schema.typeOf(['EMPLOYEE'])?.name).toBe('employee')
    expect(schema.typeOf(['unheardOf'])).toBeUndefined()
  })
})

describe('entries', () => {
  test('are read by what the schema says, not by what the data looks like', () => {
    const item = itemOf(
      entry('employee switch', {
        enabled: ['TRUE'],
        room: ['90071992547409931'],
        photo: ['text', Buffer.from([1])],
        manager: ['cn=boss'],
        userPassword: ['{SSHA}hash'],
        'userCertificate;binary': [Buffer.from([0x30])],
        born: ['19700101000000Z'],
      }),
      reader,
    )
    expect(item).toEqual({
      kind: 'object',
      type: 'employee',
      anchor: 'id',
      dn: 'cn=x',
      attributes: {
        objectClass: ['employee', 'switch'],
        cn: 'x',
        enabled: true,
        room: '90071992547409931',
        photo: ['dGV4dA==', 'AQ=='],
        userCertificate: 'MA==',
        born: '1970-01-01T00:00:00Z',
      },
      references: { manager: ['cn=boss'] },
    })
  })

  test.each([
    [{ room: ['many'] }, 'room: "many" is not a whole number'],
    [{ enabled: ['yes'] }, 'enabled: "yes" is neither TRUE nor FALSE'],
    [{ born: ['tomorrow'] }, 'born: "tomorrow" is not a date'],
    [{ cn: [Buffer.from([0xff])] }, 'cn: is not UTF-8 text'],
    [{ room: ['1', '2'] }, 'room has 2 values, its schema allows one'],
  ])(
    'one that cannot be read is rejected with its anchor, so that nobody takes it for deleted',
    (attributes, reason) => {
      expect(itemOf(entry('employee switch', attributes), reader)).toMatchObject({
        kind: 'rejected',
        anchor: 'id',
        where: 'cn=x',
        reason,
      })
    },
  )

  test('attributes the classes do not allow are noted, not guessed', () => {
    const own = { ...reader, unknown: new Map<string, Set<string>>() }
    itemOf(entry('person', { room: ['1'] }), own)
    expect([...own.unknown.get('person')!]).toEqual(['room'])
  })
})

describe('values', () => {
  test.each([
    ['20260310081500Z', '2026-03-10T08:15:00Z'],
    ['20260310081500.25Z', '2026-03-10T08:15:00.250Z'],
    ['202603100815+0130', '2026-03-10T06:45:00Z'],
    ['2026031008.5Z', '2026-03-10T08:30:00Z'],
  ])('the time %s is %s', (written, iso) => expect(isoOf(written)).toBe(iso))

  test('a date is written as generalized time', () => {
    expect(generalizedTimeOf('2026-03-10')).toBe('20260310000000Z')
    expect(generalizedTimeOf('2026-03-10T08:15:00.25+01:00')).toBe('20260310071500.250Z')
  })

  test('a name with a unique identifier is a reference to the name', () => {
    expect(decodeValue(Buffer.from("cn=a#'0101'B"), 'reference', `${syntax}34`)).toBe('cn=a')
    expect(decodeValue(Buffer.from("cn=a#'0101'B"), 'reference', `${syntax}12`)).toBe("cn=a#'0101'B")
    expect(typeOfSyntax('1.2.3', new Set())).toBe('string')
  })

  test('marks of both kinds lead to their time and back', () => {
    expect(markOfTime(timeOfMark('20260310081500Z'), 'modifyTimestamp')).toBe('20260310081500Z')
    expect(markOfTime(timeOfMark('20260310081500.123456Z#000001#001#000000'), 'entryCSN')).toBe(
      '20260310081500.123000Z#000000#000#000000',
    )
  })
})

describe('changes', () => {
  const person = schema.types.get('person') as LdapType
  const group = schema.types.get('group') as LdapType
  const live = { kind: 'object', type: 'person', anchor: 'id', dn: 'cn=x', attributes: { cn: 'x' } } as const

  test('what is there already is left out, and what somebody changed is not overwritten', () => {
    expect(valueModifications(person, [{ attribute: 'cn', old: 'w', new: 'x' }], live, 'cn=x')).toEqual([])
    expect(() => valueModifications(person, [{ attribute: 'cn', old: 'w', new: 'y' }], live, 'cn=x')).toThrow(
      'expected "w", found "x"',
    )
    expect(
      valueModifications(person, [{ attribute: 'CN', old: 'x', new: ['y', 'z'] }], live, 'cn=x'),
    ).toEqual([{ operation: 'replace', attribute: 'cn', values: ['y', 'z'] }])
  })

  test('a certificate is written with its option', () => {
    expect(
      valueModifications(person, [{ attribute: 'userCertificate', new: 'MA==' }], undefined, 'cn=x'),
    ).toEqual([{ operation: 'replace', attribute: 'userCertificate;binary', values: [Buffer.from([0x30])] }])
  })

  test('members go by value, in requests of limited size, additions first', () => {
    const change = {
      attribute: 'member',
      add: ['cn=a', 'cn=b', 'cn=c'],
      remove: ['cn=d', 'cn=e'],
      single: false,
    }
    const requests = inRequests(referenceModifications(group, [change], undefined, 'cn=g'), 2)
    expect(requests).toEqual([
      [{ operation: 'add', attribute: 'member', values: ['cn=a', 'cn=b'] }],
      [
        { operation: 'add', attribute: 'member', values: ['cn=c'] },
        { operation: 'delete', attribute: 'member', values: ['cn=d'] },
      ],
      [{ operation: 'delete', attribute: 'member', values: ['cn=e'] }],
    ])
  })

  test('names of members are compared as names', () => {
    const held = { ...live, references: { member: ['CN=A, DC=x', 'cn=b,dc=x'] } }
    const change = {
      attribute: 'member',
      add: ['cn=a,dc=x'],
      remove: ['CN=B,DC=X', 'cn=gone'],
      single: false,
    }
    expect(referenceModifications(group, [change], held, 'cn=g')).toEqual([
      { operation: 'delete', attribute: 'member', values: ['cn=b,dc=x'] },
    ])
  })
})
