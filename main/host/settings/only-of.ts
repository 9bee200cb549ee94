/** What narrows a limit or a policy down, as both write it. */
interface Narrowed {
  readonly systems?: readonly string[] | undefined
  readonly types?: readonly string[] | undefined
  readonly operations?: readonly string[] | undefined
  readonly attributes?: readonly string[] | undefined
  readonly risks?: readonly string[] | undefined
  readonly dn?: readonly string[] | undefined
  readonly under?: readonly string[] | undefined
  readonly scope?: readonly (readonly {
    readonly attribute: string
    readonly operator: string
    readonly value?: unknown
  }[])[]
}

/** One sentence part for each condition: `in ad`, `delete or disable`, `below OU=Tier 0,DC=corp`. Empty: everything. */
export function onlyOf(rule: Narrowed): string[] {
  const { systems, types, operations, attributes, risks, dn, under, scope = [] } = rule
  const scoped = scope.map((group) => group.map(clauseText).join(' and '))
  return [
    ...part('in', systems),
    ...part('', types),
    ...part('', operations),
    ...part('of', attributes),
    ...part('risk', risks),
    ...part('', dn),
    ...part('below', under),
    ...part('where', scoped.length === 0 ? undefined : scoped),
  ]
}

function part(word: string, values: readonly string[] | undefined): string[] {
  if (values === undefined || values.length === 0) return []
  return [`${word} ${values.join(' or ')}`.trim()]
}

function clauseText({
  attribute,
  operator,
  value,
}: {
  attribute: string
  operator: string
  value?: unknown
}): string {
  const operand = value === undefined ? '' : ` ${Array.isArray(value) ? value.join(', ') : String(value)}`
  return `${attribute} ${operator}${operand}`
}
