import { askLeft, hasTable } from '../test/fakes/process/left-behind.ts'
import { without } from '../test/fakes/process/outcome.ts'
import type { Evidence } from './stage.ts'

/** What a disturbed session did otherwise than one that nothing disturbed. */
export interface Verdict {
  /** Values that the server accepted more often than in the undisturbed session: written twice, or not to be written at all. */
  readonly doubles: readonly string[]
  /** Approvals that were given before the disturbance and do not stand any more, or had to be given again. */
  readonly lostApprovals: readonly string[]
  /** Everything else: what is missing, and what differs in the server or the workspace. */
  readonly differences: readonly string[]
}

/** @param parts what is compared besides doubles; with `writes`, that nothing was left unwritten */
export function judge(
  actual: Evidence,
  expected: Evidence,
  lostApprovals: readonly string[],
  parts: readonly (keyof Evidence)[],
): Verdict {
  const told = (part: keyof Evidence, what: string, lines: readonly string[]) =>
    lines.slice(0, 5).map((line) => `${part} ${what} (${lines.length}): ${line}`)
  return {
    doubles: without(actual.writes, expected.writes),
    lostApprovals,
    differences: [
      ...parts.flatMap((part) => [
        // What the server accepted beyond it are doubles.
        ...(part === 'writes' ? [] : told(part, 'has', without(actual[part], expected[part]))),
        ...told(part, 'lacks', without(expected[part], actual[part])),
      ]),
    ],
  }
}

/** Approvals as they stand at a moment. */
export interface Approvals {
  /** Each decision, word by word, by its id. */
  readonly given: ReadonlyMap<number, string>
  /** The approval of each approved change, by the change's content. */
  readonly changes: ReadonlyMap<string, number>
}

/** Reads the approvals that a process left behind. */
export function approvalsIn(workspace: string): Approvals {
  return (
    askLeft(workspace, (db) => {
      if (!hasTable(db, 'approval') || !hasTable(db, 'change')) return noApprovals
      const given = db
        .prepare<[], { id: number }>(
          `select id, author, at, decision, scope, reason, changes, hex(hashes) as hashes, plan, configuration from approval`,
        )
        .all()
      const changes = db
        .prepare<[], { content: string; approval: number }>(
          `select hex(hash) as content, approval from change where decision = 'approved' and approval is not null`,
        )
        .all()
      return {
        given: new Map(given.map((one) => [one.id, JSON.stringify(one)])),
        changes: new Map(changes.map(({ content, approval }) => [content, approval])),
      }
    }) ?? noApprovals
  )
}

const noApprovals: Approvals = { given: new Map(), changes: new Map() }

/** Approvals that stood and do not stand any more. A change that is gone from the plan was written before, which the server tells. */
export function lostApprovals(then: Approvals, now: Approvals): string[] {
  const given = [...then.given].filter(([id, text]) => now.given.get(id) !== text)
  const changes = [...then.changes].filter(([content, approval]) => now.changes.get(content) !== approval)
  return [
    ...given.map(([id]) => `approval ${id} is not what it was`),
    ...changes.map(
      ([content, approval]) => `change ${content} is not approved by approval ${approval} any more`,
    ),
  ]
}
