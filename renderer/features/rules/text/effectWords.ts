import type { RuleEffect } from '../../../../preload/contract/rules.ts'
import { formatCounted, formatNumber, shortAttribute } from '../../../ui/format.ts'

/** An effect in sentences. */

type Part = RuleEffect['parts'][number]

const whole: Readonly<Record<Part['operation'], string>> = {
  add: 'New accounts',
  update: 'Values',
  move: 'Accounts that move',
  disable: 'Accounts that are disabled',
  delete: 'Accounts that are deleted',
}

const notAnyMore: Readonly<Record<Part['operation'], string>> = {
  add: 'Planned accounts that are not made',
  update: 'Planned values that are not written',
  move: 'Planned moves that are not made',
  disable: 'Accounts that are not disabled',
  delete: 'Accounts that are not deleted',
}

export function partWords({ operation, attribute, withdrawn, system }: Part): string {
  if (withdrawn) return `${notAnyMore[operation]} in ${system.title}`
  if (operation === 'update') return `${shortAttribute(attribute ?? 'values')} in ${system.title}`
  return `${whole[operation]} in ${system.title}`
}

/** What does not change, said because it was looked for. */
export function calmSentences({ identities, parts }: RuleEffect): string[] {
  const operations = new Set(parts.map(({ operation }) => operation))
  const still = [
    identities.joined + identities.disconnected + identities.moved === 0 ? 'join' : '',
    operations.has('add') ? '' : 'add',
    operations.has('disable') ? '' : 'disable',
    operations.has('delete') ? '' : 'delete',
  ].filter(Boolean)
  const people =
    identities.changed > 0
      ? [
          `${formatCounted(identities.changed, 'identity has', 'identities have')} other values: ${listed(identities.attributes)}.`,
        ]
      : []
  if (still.length === 0) return people
  const words = still.length === 1 ? still[0] : `${still.slice(0, -1).join(', ')} or ${still.at(-1)}`
  return [...people, `No ${words} changes.`]
}

const listed = (attributes: RuleEffect['identities']['attributes']): string =>
  attributes
    .slice(0, 3)
    .map(({ attribute, count }) => `${attribute} ${formatNumber(count)}`)
    .concat(attributes.length > 3 ? [`and ${attributes.length - 3} more`] : [])
    .join(', ')

/** What somebody should look at before the edit is saved. */
export function warningSentences({ identities, looping, because }: RuleEffect): string[] {
  const counted: readonly (readonly [number, string, string])[] = [
    [identities.projected, 'new identity would come up', 'new identities would come up'],
    [identities.removed, 'identity would go', 'identities would go'],
    [identities.joined, 'object would be joined', 'objects would be joined'],
    [identities.disconnected, 'object would be disconnected', 'objects would be disconnected'],
    [identities.moved, 'object would belong to somebody else', 'objects would belong to somebody else'],
  ]
  return [
    ...(looping ? ['Synchronization would not come to rest: some rules keep undoing each other.'] : []),
    ...counted.flatMap(([n, one, many]) => (n > 0 ? [`${formatCounted(n, one, many)}.`] : [])),
    ...sharedNames(identities.sameNames),
    ...identities.findings.map(({ count, message }) =>
      count === 1
        ? `It would be found that ${message}.`
        : `${formatNumber(count)} times it would be found: ${message}.`,
    ),
    ...(because ? [`Everything was looked at, because ${because}.`] : []),
  ]
}

function sharedNames(shared: RuleEffect['identities']['sameNames']): string[] {
  const [first, ...others] = shared
  if (!first) return []
  const more = others.map(({ name }) => name)
  const rest = more.length === 0 ? '' : ` Others would share a name too: ${more.join(', ')}.`
  return [
    `${formatNumber(first.identities)} people would ${first.identities === 2 ? 'both' : 'all'} be called ${first.name}.${rest}`,
  ]
}
