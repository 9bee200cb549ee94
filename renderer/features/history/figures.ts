import type { SessionSummary } from '../../../preload/contract/session.ts'
import type { OperationCounts, StepState } from '../../../preload/contract/words.ts'
import { t } from '../../language/text.ts'
import { formatDay, isSameDay } from '../../ui/format.ts'

export type Period = '7' | '30' | '365'
const day = 86_400_000

/** Sessions that started within the last days before `now`, newest first. */
export function sessionsWithin(
  sessions: readonly SessionSummary[],
  period: Period,
  now: number,
): SessionSummary[] {
  const from = now - Number(period) * day
  return sessions.filter((session) => session.startedAt >= from).toSorted((a, b) => b.number - a.number)
}

export const totalOf = (counts: OperationCounts): number => Object.values(counts).reduce((a, b) => a + b, 0)

/** The four figures over a period. */
export interface Figures {
  exported: number
  confirmed: number
  unconfirmed: number
  failed: number
  tried: number
  /** Milliseconds; null without a session. */
  medianMachineTime: number | null
}

export function figuresOf(sessions: readonly SessionSummary[]): Figures {
  const sum = (of: (s: SessionSummary) => number) => sessions.reduce((n, s) => n + of(s), 0)
  const exported = sum((s) => totalOf(s.exported))
  const failed = sum((s) => s.failed)
  return {
    exported,
    failed,
    tried: exported + failed,
    confirmed: sum((s) => s.confirmed),
    unconfirmed: sum((s) => s.unconfirmed),
    medianMachineTime: median(sessions.map((s) => s.machineTime)),
  }
}

function median(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}

/** `99.7 %`; 100 only when nothing is missing. Null while nothing was read back. */
export function confirmedShare({ confirmed, unconfirmed }: Figures): string | null {
  const all = confirmed + unconfirmed
  if (all === 0) return null
  const share = unconfirmed === 0 ? 100 : Math.min(99.9, Math.floor((confirmed / all) * 1000) / 10)
  return `${share} %`
}

/** One column of the chart. */
export interface Column extends OperationCounts {
  number: number
  label: string
  total: number
  stopped: boolean
  open: boolean
}

/** Columns from old to new. */
export function columnsOf(sessions: readonly SessionSummary[], now: number): Column[] {
  return sessions
    .map((session) => ({
      ...session.exported,
      number: session.number,
      label: isSameDay(session.startedAt, now) ? t('today') : formatDay(session.startedAt),
      total: totalOf(session.exported),
      stopped: session.steps.some((s) => s.state === 'stopped' || s.state === 'failed'),
      open: session.endedAt === null,
    }))
    .toSorted((a, b) => a.number - b.number)
}

/** The mark of a step in the list: done, where it is now, where it broke off, or not reached. */
export function stepMark(state: StepState): 'on' | 'now' | 'bad' | '' {
  if (state === 'done') return 'on'
  if (state === 'running') return 'now'
  return state === 'waiting' ? '' : 'bad'
}

/** What the six squares say together. */
export function describeSteps(session: SessionSummary): string {
  const broken = session.steps.find(
    (s) => s.state === 'stopped' || s.state === 'failed' || s.state === 'cancelled',
  )
  if (broken) return t`${broken.state} at ${broken.step}`
  const next = session.steps.find((s) => s.state !== 'done')
  return next ? t`at ${next.step}` : t('All six steps done')
}

/** Why a session wrote nothing: the note of the step that a limit or an error stopped. Null when it wrote something. */
export function stoppedNote(session: SessionSummary): string | null {
  const broken = session.steps.find((s) => s.state === 'stopped' || s.state === 'failed')
  if (!broken || totalOf(session.exported) > 0) return null
  const what = broken.state === 'stopped' ? t('Stopped by a limit') : t('Failed')
  return broken.note ? `${what}: ${broken.note}` : what
}

/** Who approved; of the open session where it stands. */
export function approvers(session: SessionSummary): string {
  if (session.approvedBy.length > 0) return session.approvedBy.join(', ')
  const now = session.steps.find((s) => s.state === 'running')
  return session.endedAt === null && now ? t`in ${now.step}` : ''
}
