import type { LdapSession } from '../kit/ldap/connect.ts'
import { readRootDse } from '../kit/ldap/rootdse.ts'
import { readEntry, textsOf } from '../kit/ldap/search.ts'
import { ConnectorError } from '../spi/error.ts'

/** One attributeTypes or objectClasses value (RFC 4512, 4.1): `NAME`, `SUP` … → its words. */
export type Description = ReadonlyMap<string, readonly string[]>

export interface AttributeDescription {
  /** The first name is the one servers use. */
  readonly names: readonly string[]
  /** Syntax OID, inherited when the type has none of its own. */
  readonly syntax: string
  readonly single: boolean
  /** Written by the server only. */
  readonly computed: boolean
  readonly operational: boolean
  /** Values can be compared for equality, so that single ones can be deleted. */
  readonly comparable: boolean
}

export interface ClassDescription {
  readonly name: string
  readonly kind: 'structural' | 'auxiliary' | 'abstract'
  readonly superiors: readonly string[]
  readonly must: readonly string[]
  readonly may: readonly string[]
}

export interface Subschema {
  /** By every name and OID, in lower case. */
  attribute(name: string): AttributeDescription | undefined
  objectClass(name: string): ClassDescription | undefined
  readonly classes: readonly ClassDescription[]
  /** Syntaxes whose values are no text. */
  readonly binarySyntaxes: ReadonlySet<string>
}

/** `( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )` → OID and the words of each keyword. */
export function parseDescription(text: string): { readonly oid: string; readonly words: Description } {
  const tokens = text.match(/'[^']*'|[()$]|[^\s()$']+/g) ?? []
  const words = new Map<string, string[]>()
  let keyword: string[] = []
  let depth = 0
  let oid = ''
  for (const token of tokens) {
    if (token === '(') depth++
    else if (token === ')') depth--
    else if (token === '$') continue
    else if (oid === '') oid = token
    else if (token.startsWith("'")) keyword.push(token.slice(1, -1))
    else if (depth === 1 && isKeyword(token)) {
      keyword = []
      words.set(token, keyword)
    } else keyword.push(token)
  }
  return { oid, words }
}

const keywords = new Set(
  'NAME DESC OBSOLETE SUP EQUALITY ORDERING SUBSTR SYNTAX SINGLE-VALUE COLLECTIVE NO-USER-MODIFICATION USAGE ABSTRACT STRUCTURAL AUXILIARY MUST MAY'.split(
    ' ',
  ),
)
const isKeyword = (token: string) => keywords.has(token) || token.startsWith('X-')

/** Reads the schema the server publishes. Throws ConnectorError `permission` when the account cannot read it. */
export async function readSubschema(session: LdapSession): Promise<Subschema> {
  const { subschemaSubentry } = await readRootDse(session)
  const wanted = ['attributeTypes', 'objectClasses', 'ldapSyntaxes']
  const entry = subschemaSubentry && (await readEntry(session, subschemaSubentry, wanted))
  if (!entry || textsOf(entry, 'objectClasses').length === 0)
    throw new ConnectorError('permission', `${session.host} does not show its schema`, {
      advice:
        'Let the account read the subschema entry (OpenLDAP: access to dn.base="cn=Subschema" by * read)',
      where: session.host,
    })
  return buildSubschema(
    textsOf(entry, 'attributeTypes'),
    textsOf(entry, 'objectClasses'),
    textsOf(entry, 'ldapSyntaxes'),
  )
}

export function buildSubschema(
  attributeTypes: readonly string[],
  objectClasses: readonly string[],
  ldapSyntaxes: readonly string[],
): Subschema {
  const raw = new Map<string, Description>()
  for (const text of attributeTypes) {
    const { oid, words } = parseDescription(text)
    for (const name of [oid, ...(words.get('NAME') ?? [])]) raw.set(name.toLowerCase(), words)
  }
  const attributes = new Map<string, AttributeDescription>()
  for (const [name, words] of raw) attributes.set(name, describe(raw, words, name))
  const classes = objectClasses.map(classOf)
  const byName = new Map<string, ClassDescription>()
  for (const [i, text] of objectClasses.entries()) {
    const { oid, words } = parseDescription(text)
    for (const name of [oid, ...(words.get('NAME') ?? [])])
      byName.set(name.toLowerCase(), classes[i] as ClassDescription)
  }
  return {
    attribute: (name) => attributes.get(name.toLowerCase()),
    objectClass: (name) => byName.get(name.toLowerCase()),
    classes,
    binarySyntaxes: new Set(
      ldapSyntaxes
        .map(parseDescription)
        .filter(({ words }) => words.get('X-NOT-HUMAN-READABLE')?.[0] === 'TRUE')
        .map(({ oid }) => oid),
    ),
  }
}

function describe(
  raw: ReadonlyMap<string, Description>,
  words: Description,
  name: string,
): AttributeDescription {
  const inherited = (keyword: string): string | undefined => {
    const seen = new Set<Description>()
    for (let at: Description | undefined = words; at && !seen.has(at); ) {
      seen.add(at)
      const own = at.get(keyword)?.[0]
      if (own !== undefined) return own
      at = raw.get(at.get('SUP')?.[0]?.toLowerCase() ?? '')
    }
    return undefined
  }
  const usage = words.get('USAGE')?.[0]
  return {
    names: words.get('NAME') ?? [name],
    syntax: (inherited('SYNTAX') ?? '').replace(/\{\d+\}$/, ''),
    single: words.has('SINGLE-VALUE'),
    computed: words.has('NO-USER-MODIFICATION'),
    operational: usage !== undefined && usage !== 'userApplications',
    comparable: inherited('EQUALITY') !== undefined,
  }
}

function classOf(text: string): ClassDescription {
  const { oid, words } = parseDescription(text)
  return {
    name: words.get('NAME')?.[0] ?? oid,
    kind: words.has('ABSTRACT') ? 'abstract' : words.has('AUXILIARY') ? 'auxiliary' : 'structural',
    superiors: words.get('SUP') ?? [],
    must: words.get('MUST') ?? [],
    may: words.get('MAY') ?? [],
  }
}

/** A class and all it inherits from, the most specific first. */
export function lineage(subschema: Subschema, name: string): readonly ClassDescription[] {
  const found: ClassDescription[] = []
  const visit = (one: string) => {
    const description = subschema.objectClass(one)
    if (!description || found.includes(description)) return
    found.push(description)
    description.superiors.forEach(visit)
  }
  visit(name)
  return found
}
