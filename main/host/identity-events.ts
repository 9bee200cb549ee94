import type { IdentityEvent } from '../../preload/contract/identities.ts'
import type { SystemTile } from '../../preload/contract/words.ts'
import { decidedLink } from '../engine/join-decision.ts'
import type { TimelineRow } from '../store/port.ts'

type TileOf = (system: number | null) => SystemTile | null

/** What the store knows of an event, in words. */
export function eventView(row: TimelineRow, tileOf: TileOf): IdentityEvent {
  const system = tileOf(row.system)
  const common = { at: row.at, session: row.session, system, operation: null }
  const title = system?.title ?? 'a system that is gone'
  switch (row.kind) {
    case 'changes':
      return { ...common, ...changesWords(row, title) }
    case 'link':
      return {
        ...common,
        kind: row.link === 'projected' ? 'made' : 'joined',
        title: {
          projected: `${title} made the identity`,
          joined: `${title} joined`,
          provisioned: `Account in ${title} planned for it`,
        }[row.link],
        detail: sentence(inSession(row), row.rule === decidedLink ? 'decided by a person' : row.rule),
      }
    case 'decision':
      return {
        ...common,
        kind: 'decided',
        title: {
          join: `${row.name} belongs to it`,
          project: `${row.name} is an identity of its own`,
          disconnect: `${row.name} is nobody’s`,
        }[row.decision],
        detail: sentence(`${title}, decided by ${row.author}`, row.reason),
      }
    case 'drift':
      return {
        ...common,
        kind: 'drift',
        title: row.words,
        detail: sentence(inSession(row), driftState(row)),
      }
    case 'values':
      return {
        ...common,
        kind: 'values',
        title: `Took ${listed(row.attributes)} from ${title}`,
        detail: sentence(inSession(row), row.rule, row.origin),
      }
  }
}

const stateWords = {
  planned: 'planned',
  exporting: 'being written',
  exported: 'written',
  confirmed: 'written',
  failed: 'not written',
  unconfirmed: 'written, and not there when it was read back',
} as const

const wholeWords = {
  add: 'The account',
  update: 'The account',
  move: 'A move',
  disable: 'Disabling it',
  delete: 'Its deletion',
} as const

function changesWords(
  row: Extract<TimelineRow, { kind: 'changes' }>,
  title: string,
): Pick<IdentityEvent, 'kind' | 'operation' | 'title' | 'detail'> {
  const what = row.attributes.length > 0 ? listed(row.attributes) : wholeWords[row.operation]
  const open = row.state === 'planned' || row.state === 'failed'
  const approvals = row.approvals.map(({ author, decision }) => `${decision} by ${author}`)
  return {
    kind: row.state === 'planned' ? 'planned' : row.state === 'failed' ? 'failed' : 'written',
    operation: row.operation,
    title: `${what} in ${title} ${stateWords[row.state]}${row.undoes ? ', to take an export back' : ''}`,
    detail: sentence(
      inSession(row),
      [...new Set(approvals)].join(' and ') || (open ? 'nothing written yet' : null),
      row.state === 'confirmed'
        ? 'confirmed on read-back'
        : row.state === 'exported'
          ? 'not read back yet'
          : null,
      row.error,
    ),
  }
}

function driftState({ state, author }: Extract<TimelineRow, { kind: 'drift' }>): string {
  switch (state) {
    case 'accepted':
      return `accepted by ${author}`
    case 'enforced':
      return author === null ? 'the way back is planned' : `to be set right, decided by ${author}`
    default:
      return 'waits for a decision'
  }
}

const inSession = ({ session }: TimelineRow): string | null =>
  session === null ? null : `Session ${session}`

const sentence = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(', ')

/** `department, title and 3 more` */
function listed(names: readonly string[]): string {
  if (names.length > 3) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
