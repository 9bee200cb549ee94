import type { RawEntry } from '../kit/ldap/answer.ts'
import type { AttributeSchema, ObjectSchema, SystemSchema } from '../spi/schema.ts'
import { namingAttribute, profiles, type TypeName } from './object-types.ts'
import { privilegedMarks } from './privileged.ts'
import { type Encoding, encodingOf, typeOfEncoding } from './syntax.ts'

/** One attribute of the directory, from its attributeSchema object. */
export interface AdAttribute {
  readonly name: string
  readonly encoding: Encoding
  readonly single: boolean
  /** The directory alone writes it: systemOnly, constructed, or the back end of a link. */
  readonly computed: boolean
  /** Its values are links: `member`, `manager`. Their changes can be read value by value. */
  readonly linked: boolean
  readonly title: string | undefined
  /** The most characters or bytes of a value. */
  readonly rangeUpper: number | undefined
}

/** By name in lower case: attribute names of LDAP have no case. */
export type AdSchema = ReadonlyMap<string, AdAttribute>

/** What `attributesOf` needs of each attributeSchema object. */
export const schemaAttributes = [
  'lDAPDisplayName',
  'adminDisplayName',
  'attributeSyntax',
  'oMSyntax',
  'isSingleValued',
  'systemOnly',
  'systemFlags',
  'linkID',
  'rangeUpper',
  'isDefunct',
]

const constructed = 0x4

export function attributesOf(entries: readonly RawEntry[]): AdSchema {
  const schema = new Map<string, AdAttribute>()
  for (const entry of entries) {
    const text = reader(entry)
    const name = text('lDAPDisplayName')
    const syntax = text('attributeSyntax')
    if (name === undefined || syntax === undefined || text('isDefunct') === 'TRUE') continue
    const link = Number(text('linkID') ?? 0)
    const upper = text('rangeUpper')
    schema.set(name.toLowerCase(), {
      name,
      encoding: encodingOf(name, syntax, Number(text('oMSyntax') ?? 0)),
      single: text('isSingleValued') === 'TRUE',
      computed:
        text('systemOnly') === 'TRUE' ||
        (Number(text('systemFlags') ?? 0) & constructed) !== 0 ||
        link % 2 === 1,
      linked: link > 0 && link % 2 === 0,
      title: text('adminDisplayName'),
      rangeUpper: upper === undefined ? undefined : Number(upper),
    })
  }
  return schema
}

/** One object type as this connection reads it. */
export interface ReadType {
  readonly name: TypeName
  /** Names as the schema writes them. */
  readonly attributes: readonly string[]
}

/** Attributes that look writable in the schema and are not, or only by moving or renaming the object. */
const byTheSystem = new Set([
  'cn',
  'ou',
  'name',
  'objectguid',
  'objectsid',
  'pwdlastset',
  'whencreated',
  'whenchanged',
  'objectclass',
])

/** What the product is told of the directory: the attributes that are read, with what the directory says of each. */
export function systemSchema(types: readonly ReadType[], schema: AdSchema): SystemSchema {
  return { types: types.map((type) => objectSchema(type, schema)) }
}

function objectSchema(type: ReadType, schema: AdSchema): ObjectSchema {
  const profile = profiles[type.name]
  const privileged = privilegedMarks(type.name)
  const attributes: Record<string, AttributeSchema> = {}
  for (const name of ['objectGUID', ...type.attributes]) {
    const known = schema.get(name.toLowerCase())
    if (known === undefined) continue
    const fixed = known.computed || byTheSystem.has(name.toLowerCase()) || name === namingAttribute(type.name)
    attributes[known.name] = {
      type: typeOfEncoding[known.encoding],
      ...(known.single ? {} : { multi: !singleInPractice.has(known.name) }),
      ...(profile.required.includes(known.name) ? { required: true } : {}),
      ...(profile.unique.includes(known.name) ? { unique: true } : {}),
      ...(fixed ? { writable: 'never' as const } : {}),
      ...(known.title === undefined || known.title === known.name ? {} : { title: known.title }),
    }
  }
  return {
    type: type.name,
    attributes,
    anchor: 'objectGUID',
    display: profile.display,
    ...(profile.account
      ? { enabled: { attribute: 'userAccountControl', kind: 'disabledBit' as const, bit: 2 } }
      : {}),
    ...(privileged === undefined ? {} : { privileged }),
  }
}

/** Multi-valued by the schema, and refused with a second value by the directory (description) or made of the name (cn, ou). */
const singleInPractice = new Set(['description', 'cn', 'ou'])

export const isSingle = (attribute: AdAttribute): boolean =>
  attribute.single || singleInPractice.has(attribute.name)

/** Reads single texts of an entry by attribute name, in any case. */
export function reader(entry: RawEntry): (name: string) => string | undefined {
  const values = new Map(entry.attributes.map((one) => [one.name.toLowerCase(), one.values[0]]))
  return (name) => values.get(name.toLowerCase())?.toString('utf8')
}
