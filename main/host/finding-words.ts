import type { FindingGroup } from '../../preload/contract/session.ts'
import type { FindingRow } from '../store/port.ts'
import { counted, number, some } from './wording.ts'

interface Group {
  readonly code: string
  readonly severity: FindingGroup['severity']
  readonly count: number
  readonly first: readonly FindingRow[]
}

/** A group of findings as an admin would say it. */
export function describeFindings(group: Group, titleOf: (system: number | null) => string): FindingGroup {
  const { code, severity, count, first } = group
  const system = titleOf(first[0]?.system ?? null)
  const names = `${system}: ${some(
    first.map((row) => row.name ?? row.place ?? row.message),
    count,
  )}`
  const wording: Record<string, { title: string; detail: string }> = {
    'ambiguous-join': {
      title: `${counted(count, 'account matches', 'accounts match')} several people`,
      detail: names,
    },
    'already-joined': {
      title: `${counted(count, 'account matches', 'accounts match')} somebody who has one already`,
      detail: names,
    },
    'ambiguous-account': {
      title: `${counted(count, 'person', 'people')} without account: the match is not clear`,
      detail: names,
    },
    'rejected-row': {
      title: `${counted(count, 'row')} rejected`,
      detail: some(
        first.map((row) => row.message),
        count,
      ),
    },
    'import-note': {
      title: counted(count, 'remark on an import', 'remarks on imports'),
      detail: first
        .map((row) => row.message)
        .slice(0, 2)
        .join('; '),
    },
    'export-failed': { title: `${counted(count, 'write')} failed`, detail: first[0]?.message ?? '' },
    'name-set-aside': {
      title: `${counted(count, 'object')} left with a name meant for a moment`,
      detail: first[0]?.message ?? '',
    },
    'export-waits': { title: `${counted(count, 'object')} waiting for what they refer to`, detail: names },
    'implausible-read': {
      title: `${counted(count, 'thing')} about an import ${count === 1 ? 'is' : 'are'} not believed`,
      detail: first[0]?.message ?? '',
    },
    'changed-meanwhile': {
      title: `${counted(count, 'object was', 'objects were')} changed by somebody else before the write`,
      detail: first[0]?.message ?? '',
    },
    'account-exists': { title: `${counted(count, 'account')} to adopt: they exist already`, detail: names },
    'exported-change-not-reimported': {
      title: `${counted(count, 'written value')} not found on reading back`,
      detail: first[0]?.message ?? '',
    },
    drift: {
      title: `${counted(count, 'change', 'changes')} made outside`,
      detail: first[0]?.message ?? '',
    },
    'undone-still-wanted': {
      title: 'Undone, and wanted again by the rules',
      detail: first[0]?.message ?? '',
    },
    'dn-taken': {
      title: `${counted(count, 'person', 'people')} without account: the DN is taken`,
      detail: names,
    },
    'dn-missing': { title: `${counted(count, 'person', 'people')} without account: no DN`, detail: names },
    'no-unique-value': {
      title: `${counted(count, 'person', 'people')} without account: no free name`,
      detail: names,
    },
    'unique-unchecked': {
      title: `${counted(count, 'system')} not asked whether new names are free`,
      detail: first[0]?.message ?? '',
    },
    'expression-failed': { title: `${counted(count, 'expression')} failed`, detail: first[0]?.message ?? '' },
    'identity-refused': {
      title: `${counted(count, 'person', 'people')} refused by a rule: nothing of theirs is written`,
      detail: first[0]?.message ?? '',
    },
    'source-removed': {
      title: `${counted(count, 'person', 'people')} left as they are: their source is no longer configured`,
      detail: first[0]?.message ?? '',
    },
    'account-refused': {
      title: `${counted(count, 'account')} refused by a rule: nothing of it is written`,
      detail: first[0]?.message ?? '',
    },
    'type-mismatch': {
      title: `${counted(count, 'value')} of the wrong type`,
      detail: first[0]?.message ?? '',
    },
  }
  const { title, detail } = wording[code] ?? {
    title: `${number(count)} × ${code}`,
    detail: first[0]?.message ?? '',
  }
  return { code, severity, count, title, detail }
}
