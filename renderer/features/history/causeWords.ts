import type { FindingCause, RetryState } from '../../../preload/contract/causes.ts'
import type { ChangeSelection } from '../../../preload/contract/changes.ts'
import type { Run } from '../../../preload/contract/session.ts'
import { t } from '../../language/text.ts'

/** What makes good what was found: a decision about the changes, a step that runs again, or another screen. */
export type Remedy = 'approve' | 'import' | 'synchronize' | 'joins' | 'drift' | null

const remedies: Readonly<Record<string, Remedy>> = {
  'export-failed': 'approve',
  'account-exists': 'approve',
  'rejected-row': 'import',
  'import-note': 'import',
  'implausible-read': 'import',
  'changed-meanwhile': 'import',
  'exported-change-not-reimported': 'synchronize',
  'expression-failed': 'synchronize',
  'type-mismatch': 'synchronize',
  'identity-refused': 'synchronize',
  'account-refused': 'synchronize',
  'no-unique-value': 'synchronize',
  'dn-missing': 'synchronize',
  'dn-taken': 'synchronize',
  'unique-unchecked': 'synchronize',
  'ambiguous-join': 'joins',
  'already-joined': 'joins',
  'ambiguous-account': 'joins',
  'join-decision-blocked': 'joins',
  drift: 'drift',
}
export const remedyOf = (code: string): Remedy => remedies[code] ?? null

/** What trying again means, before anybody does it. */
export const remedyMeaning: Record<'approve' | 'import' | 'synchronize', string> = {
  approve: t(
    'A write that failed waits for a decision. Approved again, the next export tries it once more, exactly as it was planned; policies and second persons are asked as always.',
  ),
  import: t('Reading the system again settles what has been put right there. Reading changes nothing in it.'),
  synchronize: t(
    'Synchronizing again evaluates the rules anew and plans what still differs. Nothing is written before it is approved.',
  ),
}

export const retryWord: Record<RetryState, string> = {
  failed: t('To decide'),
  planned: t('Planned again'),
  approved: t('Approved again'),
  stays: t('Stays unwritten'),
  gone: t('Not planned any more'),
}
export const retryMeaning: Record<RetryState, string> = {
  failed: t('It waits for somebody to approve it again, or to reject it.'),
  planned: t('A synchronization has come to the same change; it waits for a decision.'),
  approved: t('The next export tries it again.'),
  stays: t('It is held, rejected or protected.'),
  gone: t('The rules do not want it any more, or something else has taken its place.'),
}

/** What a cause is called in a list: what the messages have in common, else what its kind is called. */
export const causeTitle = ({ text, title }: Pick<FindingCause, 'text' | 'title'>): string =>
  text === '' ? withoutCount(title) : text.charAt(0).toUpperCase() + text.slice(1)

/** `4 accounts match several people` → `Accounts match several people` */
function withoutCount(title: string): string {
  const rest = title.replace(/^[\d,]+ (× )?/, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

/** What kind of finding it is, in two words. */
export const kindWord = ({ code }: Pick<FindingCause, 'code'>): string =>
  kinds[code] ?? code.replaceAll('-', ' ')
const kinds: Readonly<Record<string, string>> = {
  'export-failed': t('Write failed'),
  'account-exists': t('Exists already'),
  'exported-change-not-reimported': t('Not as written'),
  'changed-meanwhile': t('Changed meanwhile'),
  'rejected-row': t('Not read'),
  'import-note': t('Remark'),
  'implausible-read': t('Not believed'),
  'ambiguous-join': t('Several matches'),
  'already-joined': t('Has one already'),
  'ambiguous-account': t('Several matches'),
  'no-unique-value': t('No free value'),
  'dn-missing': t('No DN'),
  'dn-taken': 'DN taken',
  'expression-failed': t('Flow failed'),
  'type-mismatch': t('Wrong type'),
  'identity-refused': t('Refused by rule'),
  'account-refused': t('Refused by rule'),
  'export-waits': t('Waits'),
  'undone-still-wanted': t('Undone'),
}

/** Parts of one answer added up: a cause that stands in several parts is one. */
export function addUp(before: readonly FindingCause[], part: readonly FindingCause[]): FindingCause[] {
  const causes = new Map(before.map((cause) => [cause.cause, cause]))
  for (const cause of part) {
    const held = causes.get(cause.cause)
    if (held === undefined) {
      causes.set(cause.cause, cause)
      continue
    }
    const systems = new Map(held.systems.map(({ system, count }) => [system, count]))
    for (const { system, count } of cause.systems) systems.set(system, (systems.get(system) ?? 0) + count)
    causes.set(cause.cause, {
      ...held,
      count: held.count + cause.count,
      systems: [...systems].map(([system, count]) => ({ system, count })),
    })
  }
  return [...causes.values()]
}

const rank = { error: 2, warning: 1, info: 0 } as const

/** What is worst and most comes first. */
export const inOrder = (causes: readonly FindingCause[]): FindingCause[] =>
  causes.toSorted(
    (a, b) => rank[b.severity] - rank[a.severity] || b.count - a.count || a.cause.localeCompare(b.cause),
  )

/** The step that is run again to settle findings of a run; `full` where nobody knows how it ran. */
export const modeOf = (run: Pick<Run, 'mode'> | undefined): 'full' | 'delta' =>
  run?.mode === 'delta' ? 'delta' : 'full'

/** With its full stop, whether it was written with one or not. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** The changes behind a cause that wait for a decision: what somebody has held or rejected stays as it is. */
export const retrySelection = (
  cause: string,
  { session, run }: { readonly session: number; readonly run: number | null },
): ChangeSelection => ({
  filter: { failed: { cause, session, ...(run === null ? {} : { run }) }, decisions: ['undecided'] },
})
