import type { CauseRow } from '../store/port.ts'
import { describeFindings } from './finding-words.ts'
import type { Handlers } from './port.ts'
import { systemIdOf, systemName } from './system-words.ts'
import type { Workspace } from './workspace.ts'

/** What is open, grouped by cause, and the objects behind each. */
export function causeHandlers(workspace: Workspace): Pick<Handlers, 'findings.causes' | 'findings.search'> {
  const { store } = workspace
  const named = (system: number | null): string | null =>
    system === null ? null : systemName(workspace, system)
  return {
    'findings.causes': async (scope) => {
      const { causes, looked, next } = await store.call('findingCauses', scope)
      return {
        causes: causes.map((cause) => ({
          ...cause,
          title: titleOf(cause),
          systems: cause.systems.map(({ system, count }) => ({ system: named(system), count })),
        })),
        looked,
        next,
      }
    },
    'findings.search': async ({ system, ...search }) => {
      const { rows, looked, next } = await store.call('findingsOfCause', {
        ...search,
        system: system === undefined ? undefined : systemIdOf(workspace, system),
      })
      return {
        rows: rows.map(({ mv, place, changes, ...row }) => ({
          ...row,
          system: named(row.system),
          identity: mv,
          where: place,
          changes: changes.map(({ id, operation, attribute, decision }) => ({
            id,
            operation,
            attribute,
            decision,
          })),
        })),
        looked,
        next,
      }
    },
  }
}

/** As the findings of a kind are called; their objects stand in the list. */
const titleOf = ({ code, severity, count, example }: CauseRow): string =>
  describeFindings({ code, severity, count, first: [{ ...nothing, code, severity, ...example }] }, () => '')
    .title

const nothing = {
  id: 0,
  system: null,
  object: null,
  mv: null,
  attribute: null,
  run: null,
  at: 0,
  name: null,
} as const
