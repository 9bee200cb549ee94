import type { IdentityRow } from '../../../preload/contract/identities.ts'
import type { RuleView } from '../../../preload/contract/rules.ts'
import type { Run, Session } from '../../../preload/contract/session.ts'
import type { SpaceRow } from '../../../preload/contract/space.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { t } from '../../language/text.ts'
import { formatCounted, formatMoment } from '../../ui/format.ts'
import { stepWord } from '../../ui/words.ts'
import { formatRoute, navigate } from '../route.ts'
import type { PaletteItem } from './paletteItem.ts'

/** What the host found, as items of the palette. */

const go = (hash: string) => () => navigate(hash)

export function identityItem(row: IdentityRow): PaletteItem {
  return {
    id: `identity ${row.id}`,
    title: row.name,
    detail: [row.type, ...row.identifiers.slice(0, 2).map(({ value }) => value)].join(', '),
    mark: 'person',
    open: go(formatRoute('identities', row.id)),
  }
}

/** The way to what is pending of a person; undefined where nothing is. */
export function changesItem(row: IdentityRow): PaletteItem | undefined {
  if (row.pending === 0) return undefined
  return {
    id: `changes ${row.id}`,
    title: row.name,
    detail: formatCounted(row.pending, 'pending change'),
    mark: 'changes',
    open: go(formatRoute('changes', null, `view=objects&q=${encodeURIComponent(row.name)}`)),
  }
}

export function objectItem(system: SystemStatus, row: SpaceRow): PaletteItem {
  const key = row.dn ?? row.anchor ?? ''
  return {
    id: `object ${system.name} ${row.id}`,
    title: row.name,
    detail: key === row.name ? row.type : key,
    mark: system,
    open: go(
      formatRoute('systems', system.name, `view=objects&search=${encodeURIComponent(key)}&object=${row.id}`),
    ),
  }
}

export function ruleItem(rule: RuleView): PaletteItem {
  const index = rule.index > 0 ? `rule=${rule.index}` : ''
  return {
    id: `rule ${rule.file} ${rule.index}`,
    title: rule.name,
    detail: `${rule.file}:${rule.line}`,
    mark: 'rules',
    open: go(formatRoute('rules', rule.file.slice('rules/'.length), index)),
  }
}

export function systemItems(system: SystemStatus): PaletteItem[] {
  return [
    {
      id: `system ${system.name}`,
      title: system.title,
      detail: `${system.connectorTitle}, ${system.name}`,
      mark: system,
      open: go(formatRoute('systems', system.name)),
    },
    {
      id: `space ${system.name}`,
      title: t`Browse ${system.title}`,
      detail: formatCounted(system.objects, 'object'),
      mark: system,
      open: go(formatRoute('systems', system.name, 'view=objects')),
    },
  ]
}

export const sessionItem = (session: Session): PaletteItem => ({
  id: `session ${session.number}`,
  title: t`Session ${session.number}`,
  detail: `${formatMoment(session.startedAt, Date.now())}, ${session.startedBy}`,
  mark: 'history',
  open: go(formatRoute('history', session.number)),
})

export const runItem = (run: Run, systems: readonly SystemStatus[]): PaletteItem => ({
  id: `run ${run.id}`,
  title: t`Run ${run.id}: ${stepWord[run.step]}${titleOf(run, systems)}`,
  detail: [run.session === null ? '' : t`Session ${run.session}`, formatMoment(run.startedAt, Date.now())]
    .filter(Boolean)
    .join(', '),
  mark: 'history',
  open: go(formatRoute('history', run.session)),
})

function titleOf({ system }: Run, systems: readonly SystemStatus[]): string {
  if (system === null) return ''
  return t` of ${systems.find(({ name }) => name === system)?.title ?? system}`
}

/** `session 12`, `#12`, `12`, `run 34`: what is asked for by its number. */
export function numberAsked(text: string): { kind: 'session' | 'run'; number: number } | undefined {
  const [, word, digits] = /^(session|run)?\s*#?\s*(\d{1,9})$/i.exec(text.trim()) ?? []
  if (digits === undefined || Number(digits) === 0) return undefined
  return { kind: word?.toLowerCase() === 'run' ? 'run' : 'session', number: Number(digits) }
}
