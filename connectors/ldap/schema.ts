import type { AttributeSchema, ObjectSchema, SystemSchema } from '../spi/schema.ts'
import type { AttributeType } from '../spi/value.ts'
import type { LdapConnectorConfig, LdapObjectType } from './config.ts'
import { type AttributeDescription, type ClassDescription, lineage, type Subschema } from './subschema.ts'
import { typeOfSyntax } from './values.ts'

/** One attribute of one type: how it is named, read and written. */
export interface LdapAttribute {
  readonly name: string
  readonly type: AttributeType
  readonly syntax: string
  readonly multi: boolean
  readonly comparable: boolean
  /** Never read. */
  readonly secret: boolean
  readonly schema: AttributeSchema
}

/** One object type of the connector space. */
export interface LdapType {
  readonly name: string
  readonly objectClass: string
  /** Classes of a new entry. */
  readonly classes: readonly string[]
  readonly config: LdapObjectType | undefined
  /** By name in lower case, options included. */
  readonly attributes: ReadonlyMap<string, LdapAttribute>
}

export interface LdapSchema {
  readonly types: ReadonlyMap<string, LdapType>
  /** The type of an entry by its classes; undefined when it is none of the configured ones. */
  typeOf(objectClasses: readonly string[]): LdapType | undefined
}

/** Hashes of passwords have no business in a connector space. */
const neverRead = /^(userPassword|authPassword|samba(NT|LM)Password|krbPrincipalKey|olcRootPW|pwdHistory)$/i

const isSecret = (name: string): boolean => neverRead.test(name)

export function buildSchema(
  subschema: Subschema,
  config: Pick<LdapConnectorConfig, 'types' | 'attributes'>,
): LdapSchema {
  const auxiliary = subschema.classes.filter((one) => one.kind === 'auxiliary')
  const extra = config.attributes
  const make = (name: string, objectClass: string, own: LdapObjectType | undefined): LdapType => {
    const chain = lineage(subschema, objectClass)
    return {
      name,
      objectClass,
      classes: [...chain.map((one) => one.name).toReversed(), ...(own?.auxiliary ?? [])],
      config: own,
      attributes: attributesOf(subschema, chain, own?.auxiliary ?? [], auxiliary, extra),
    }
  }
  const types = new Map<string, LdapType>()
  if (config.types.length > 0)
    for (const own of config.types) types.set(own.name, make(own.name, own.objectClass ?? own.name, own))
  else
    for (const one of subschema.classes)
      if (one.kind === 'structural' && one.must.length + one.may.length + one.superiors.length > 0)
        types.set(one.name, make(one.name, one.name, undefined))
  return { types, typeOf: chooser(subschema, types, config.types.length > 0) }
}

function attributesOf(
  subschema: Subschema,
  chain: readonly ClassDescription[],
  added: readonly string[],
  auxiliary: readonly ClassDescription[],
  extra: readonly string[],
): ReadonlyMap<string, LdapAttribute> {
  const attributes = new Map<string, LdapAttribute>()
  const put = (name: string, required: boolean) => {
    const [base = name, ...options] = name.split(';')
    const description = subschema.attribute(base)
    if (!description) return
    const own = [description.names[0], ...options].join(';')
    if (attributes.has(own.toLowerCase())) return
    attributes.set(own.toLowerCase(), attributeFor(own, description, required, subschema))
  }
  const required = [...chain, ...added.flatMap((name) => lineage(subschema, name))]
  for (const one of required) for (const name of one.must) put(name, name.toLowerCase() !== 'objectclass')
  for (const one of required) for (const name of one.may) put(name, false)
  for (const one of auxiliary) for (const name of [...one.must, ...one.may]) put(name, false)
  for (const name of extra) put(name, false)
  return attributes
}

function attributeFor(
  name: string,
  description: AttributeDescription,
  required: boolean,
  subschema: Subschema,
): LdapAttribute {
  const secret = isSecret(name)
  const type = secret ? 'string' : typeOfSyntax(description.syntax, subschema.binarySyntaxes)
  const multi = !description.single
  return {
    name,
    type,
    syntax: description.syntax,
    multi,
    comparable: description.comparable,
    secret,
    schema: {
      type,
      ...(multi ? { multi } : {}),
      ...(required ? { required } : {}),
      // What cannot be read back is only set with a new entry.
      ...(description.computed ? { writable: 'never' } : secret ? { writable: 'create' } : {}),
    },
  }
}

function chooser(
  subschema: Subschema,
  types: ReadonlyMap<string, LdapType>,
  configured: boolean,
): LdapSchema['typeOf'] {
  const known = new Map<string, LdapType | undefined>()
  return (objectClasses) => {
    const key = objectClasses.join(' ')
    if (known.has(key)) return known.get(key)
    const lower = new Set(
      objectClasses.map((name) => subschema.objectClass(name)?.name.toLowerCase() ?? name.toLowerCase()),
    )
    // Servers list inherited classes or leave them out.
    for (const name of [...lower])
      for (const { name: above } of lineage(subschema, name)) lower.add(above.toLowerCase())
    const candidates = [...types.values()].filter((type) => lower.has(type.objectClass.toLowerCase()))
    const type = configured ? candidates[0] : mostSpecific(subschema, candidates)
    known.set(key, type)
    return type
  }
}

function mostSpecific(subschema: Subschema, candidates: readonly LdapType[]): LdapType | undefined {
  return candidates.find((type) =>
    candidates.every(
      (other) =>
        other === type || lineage(subschema, type.objectClass).some((one) => one.name === other.objectClass),
    ),
  )
}

const displayed = ['displayName', 'cn', 'uid', 'ou', 'o', 'dc', 'mail']

export function systemSchema(schema: LdapSchema, anchor: string): SystemSchema {
  return {
    types: [...schema.types.values()].map((type): ObjectSchema => {
      const display = displayed.filter((name) => type.attributes.has(name.toLowerCase()))
      return {
        type: type.name,
        attributes: Object.fromEntries(
          [...type.attributes.values()].map(({ name, schema: own }) => [name, own]),
        ),
        ...(type.attributes.has(anchor.toLowerCase()) ? { anchor } : {}),
        ...(display.length > 0 ? { display } : {}),
      }
    }),
  }
}
