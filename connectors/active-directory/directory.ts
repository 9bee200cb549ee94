import { equalDn, isBelow } from '../kit/dn.ts'
import type { RawEntry } from '../kit/ldap/answer.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { all, equals, type Filter, not, present } from '../kit/ldap/filter.ts'
import { bytesOf } from '../kit/ldap/octets.ts'
import { parseFilter } from '../kit/ldap/parse-filter.ts'
import { type RootDse, readRootDse } from '../kit/ldap/rootdse.ts'
import { attributeOf, readEntry, searchPages } from '../kit/ldap/search.ts'
import { ConnectorError } from '../spi/error.ts'
import type { AdConfig } from './config.ts'
import { domainScope } from './controls.ts'
import { guidText } from './guid.ts'
import { namingAttribute, profiles, type TypeName, typeNames } from './object-types.ts'
import { markingAttributes } from './privileged.ts'
import { type AdSchema, attributesOf, type ReadType, schemaAttributes } from './schema.ts'

/** One object type as it is read: where, by which filter, and which attributes. */
export interface TypePlan extends ReadType {
  readonly bases: readonly string[]
  /** The class; and no system objects. */
  readonly classFilter: Filter
  /** What the admin filters by, besides the class. */
  readonly ownFilter: Filter | undefined
  /** Attributes the admin filters by: when one of them changes, an object may come or leave. */
  readonly filteredBy: readonly string[]
  /** Names of the attributes in lower case. */
  readonly wanted: ReadonlySet<string>
}

/** A domain and what is read of it. */
export interface Directory {
  readonly config: AdConfig
  /** The DN of the domain: the root of the partition. */
  readonly domain: string
  readonly schema: AdSchema
  readonly plans: readonly TypePlan[]
  /** Changes when the settings do in a way that makes earlier deltas incomplete. */
  readonly shape: string
}

/** Which controller answers, and how far its database is. */
export interface Mark {
  /** The DN of its settings, unique in the forest. */
  readonly dc: string
  /** Changes when its database was restored. */
  readonly invocation: string
  /** `highestCommittedUSN` */
  readonly usn: number
}

const systemObject = equals('isCriticalSystemObject', 'TRUE')

export async function openDirectory(session: LdapSession, config: AdConfig): Promise<Directory> {
  const root = await readRootDse(session)
  const domain = domainOf(root, config, session)
  const schema = await readSchema(session, root, config)
  const plans = typeNames.flatMap((type) => {
    const own = config.types.find((one) => one.type === type)
    return own === undefined ? [] : planOf(own, config, domain, schema)
  })
  const shape = JSON.stringify([
    domain,
    config.includeSystemObjects,
    plans.map((plan) => [plan.name, plan.bases, `${plan.ownFilter ?? ''}`, plan.attributes.toSorted()]),
  ])
  return { config, domain, schema, plans, shape }
}

function domainOf(root: RootDse, config: AdConfig, session: LdapSession): string {
  const domain = config.domainDn ?? root.value('defaultNamingContext')
  if (domain === undefined) {
    throw new ConnectorError('config', `${session.host} is no Active Directory domain controller`, {
      advice: 'Enter a domain controller in hosts, or use the ldap connector for this server',
      where: session.host,
    })
  }
  if (!root.namingContexts.some((context) => equalDn(context, domain))) {
    throw new ConnectorError('config', `domainDn: ${session.host} does not hold ${domain}`, {
      advice: `Choose from ${root.namingContexts.join('; ')}`,
      where: session.host,
    })
  }
  const bases = [...config.baseDns, ...config.types.flatMap((type) => type.baseDns ?? [])]
  const outside = bases.find((base) => !within(base, domain))
  if (outside !== undefined) {
    throw new ConnectorError('config', `baseDns: ${outside} is not in the domain ${domain}`, {
      advice: 'Correct the base DN, or set up a system for each domain',
      where: session.host,
    })
  }
  return domain
}

async function readSchema(session: LdapSession, root: RootDse, config: AdConfig): Promise<AdSchema> {
  const base = root.value('schemaNamingContext')
  if (base === undefined) {
    throw new ConnectorError('permission', `${session.host} does not say where its schema is`, {
      advice: 'Let the account read the rootDSE and the schema',
      where: session.host,
    })
  }
  const entries: RawEntry[] = []
  const search = {
    base,
    scope: 'one' as const,
    filter: equals('objectClass', 'attributeSchema'),
    attributes: schemaAttributes,
    controls: [domainScope],
    pageSize: config.pageSize,
  }
  for await (const page of searchPages(session, search)) entries.push(...page)
  return attributesOf(entries)
}

function planOf(
  own: AdConfig['types'][number],
  config: AdConfig,
  domain: string,
  schema: AdSchema,
): TypePlan {
  const profile = profiles[own.type]
  const asked = [...(own.attributes ?? profile.attributes), ...own.extraAttributes]
  // What a type needs for itself: its name, whether an account is enabled, and whether it is privileged.
  const needed = [
    namingAttribute(own.type),
    ...(profile.account ? ['sAMAccountName', 'userAccountControl'] : []),
    ...(markingAttributes[own.type] ?? []),
  ]
  const names = new Map<string, string>()
  for (const name of [...needed, ...asked]) {
    const known = schema.get(name.toLowerCase())
    if (known === undefined && own.attributes?.includes(name) === true) throw unknownAttribute(name, own.type)
    if (known === undefined && own.extraAttributes.includes(name)) throw unknownAttribute(name, own.type)
    if (known !== undefined && known.name !== 'objectGUID') names.set(known.name.toLowerCase(), known.name)
  }
  return {
    name: own.type,
    attributes: [...names.values()],
    wanted: new Set([...names.keys(), 'objectguid']),
    bases: outermost(own.baseDns ?? (config.baseDns.length > 0 ? config.baseDns : [domain])),
    classFilter: classFilter(own.type, config.includeSystemObjects),
    ownFilter: own.filter === undefined ? undefined : parseFilter(own.filter),
    filteredBy: filterAttributes(own.filter ?? ''),
  }
}

/** `(&(department=Sales)(userAccountControl:1.2.840.113556.1.4.803:=2))` → department, userAccountControl. */
export function filterAttributes(filter: string): readonly string[] {
  return [...filter.matchAll(/\(\s*([A-Za-z][A-Za-z0-9-]*)(?::[^=()]*)?[~<>]?=/g)].map(
    (match) => match[1] as string,
  )
}

function unknownAttribute(name: string, type: TypeName): ConnectorError {
  return new ConnectorError('config', `types: the directory has no attribute "${name}" (type ${type})`, {
    advice: 'Correct the name, or extend the schema of the directory',
  })
}

export function classFilter(type: TypeName, includeSystemObjects: boolean): Filter {
  const { category, marks } = profiles[type]
  return all(
    equals('objectCategory', category),
    ...marks.map((mark) => equals('objectClass', mark)),
    ...(includeSystemObjects ? [] : [not(systemObject)]),
  )
}

/** Base DNs without those that are below another: nothing is read twice. */
export function outermost(bases: readonly string[]): readonly string[] {
  return bases.filter(
    (base, at) => !bases.some((other, index) => isBelow(base, other) || (index < at && equalDn(base, other))),
  )
}

export const within = (dn: string, base: string): boolean => equalDn(dn, base) || isBelow(dn, base)

export async function readMark(session: LdapSession): Promise<Mark> {
  const root = await readRootDse(session)
  const dc = root.value('dsServiceName')
  const usn = Number(root.value('highestCommittedUSN'))
  const settings = dc === undefined ? undefined : await readEntry(session, dc, ['invocationId'])
  const bytes = settings && attributeOf(settings, 'invocationId')?.values[0]
  const invocation = bytes && guidText(bytesOf(bytes))
  if (dc === undefined || invocation === undefined || !Number.isSafeInteger(usn)) {
    throw new ConnectorError('permission', `${session.host} does not say which controller it is`, {
      advice: 'Let the account read the configuration partition, as every authenticated user may by default',
      where: session.host,
    })
  }
  return { dc, invocation, usn }
}

/** Whether the account sees what was deleted; without that, deletions would pass unnoticed. */
export async function seesDeleted(
  session: LdapSession,
  directory: Directory,
  controls: Parameters<typeof readEntry>[3],
): Promise<boolean> {
  const container = await readEntry(session, `CN=Deleted Objects,${directory.domain}`, ['name'], controls)
  return container !== undefined && attributeOf(container, 'name') !== undefined
}

/** Any object at all, for searches that must find none: no object has this identifier. */
export const nothing = all(equals('objectGUID', Buffer.alloc(16)), not(present('objectClass')))
