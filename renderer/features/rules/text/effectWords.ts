import type { RuleEffect } from '../../../../preload/contract/rules.ts'
import { t } from '../../../language/text.ts'
import { formatCounted, formatNumber, shortAttribute } from '../../../ui/format.ts'

/** An effect in sentences. */

type Part = RuleEffect['parts'][number]

const whole: Readonly<Record<Part['operation'], string>> = {
  add: t('New accounts'),
  update: t('Values'),
  move: t('Accounts that move'),
  disable: t('Accounts that are disabled'),
  delete: t('Accounts that are deleted'),
}

const notAnyMore: Readonly<Record<Part['operation'], string>> = {
  add: t('Planned accounts that are not made'),
  update: t('Planned values that are not written'),
  move: t('Planned moves that are not made'),
  disable: t('Accounts that are not disabled'),
  delete: t('Accounts that are not deleted'),
}

export function partWords({ operation, attribute, withdrawn, system }: Part): string {
  if (withdrawn) return t`${notAnyMore[operation]} in ${system.title}`
  if (operation === 'update') return t`${shortAttribute(attribute ?? 'values')} in ${system.title}`
  return t`${whole[operation]} in ${system.title}`
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
          t`${formatCounted(identities.changed, 'identity has', 'identities have')} other values: ${listed(identities.attributes)}.`,
        ]
      : []
  if (still.length === 0) return people
  const words = still.length === 1 ? still[0] : t`${still.slice(0, -1).join(', ')} or ${still.at(-1)}`
  return [...people, t`No ${words} changes.`]
}

const listed = (attributes: RuleEffect['identities']['attributes']): string =>
  attributes
    .slice(0, 3)
    .map(({ attribute, count }) => `${attribute} ${formatNumber(count)}`)
    .concat(attributes.length > 3 ? [t`and ${attributes.length - 3} more`] : [])
    .join(', ')

/** What somebody should look at before the edit is saved. */
export function warningSentences({ identities, looping, because }: RuleEffect): string[] {
  const { projected, removed, joined, disconnected, moved } = identities
  const counted = [
    [projected, formatCounted(projected, 'new identity would come up', 'new identities would come up')],
    [removed, formatCounted(removed, 'identity would go', 'identities would go')],
    [joined, formatCounted(joined, 'object would be joined', 'objects would be joined')],
    [
      disconnected,
      formatCounted(disconnected, 'object would be disconnected', 'objects would be disconnected'),
    ],
    [
      moved,
      formatCounted(moved, 'object would belong to somebody else', 'objects would belong to somebody else'),
    ],
  ] as const
  return [
    ...(looping ? [t('Synchronization would not come to rest: some rules keep undoing each other.')] : []),
    ...counted.flatMap(([n, words]) => (n > 0 ? [`${words}.`] : [])),
    ...sharedNames(identities.sameNames),
    ...identities.findings.map(({ count, message }) =>
      count === 1
        ? t`It would be found that ${message}.`
        : t`${formatNumber(count)} times it would be found: ${message}.`,
    ),
    ...(because ? [t`Everything was looked at, because ${because}.`] : []),
  ]
}

function sharedNames(shared: RuleEffect['identities']['sameNames']): string[] {
  const [first, ...others] = shared
  if (!first) return []
  const more = others.map(({ name }) => name)
  const rest = more.length === 0 ? '' : t` Others would share a name too: ${more.join(', ')}.`
  return [
    t`${formatNumber(first.identities)} people would ${first.identities === 2 ? 'both' : 'all'} be called ${first.name}.${rest}`,
  ]
}
