import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '../../preload/contract/changes.ts'
import type {
  JoinCandidate,
  JoinCase,
  JoinCounts,
  JoinDecision,
  JoinDecisionRow,
  JoinQueueRow,
} from '../../preload/contract/joins.ts'
import type { Session } from '../../preload/contract/session.ts'
import { copyWorkspace, joinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'
import { type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

const folder = testFolder()
let workspace: string
let desk: ServiceDeskProcess
let open: readonly JoinQueueRow[]
/** One of the four accounts, and the people it matches. */
let cases: readonly JoinCase[]

interface Queue {
  readonly total: number
  readonly counts: JoinCounts
  readonly rows: readonly JoinQueueRow[]
}

beforeAll(async () => {
  desk = await startServiceDesk(folder)
  workspace = copyWorkspace(workspaceTemplate(join(folder, 'template')), join(folder, 'contoso'), desk.port)
  await json<Session>('run', '--approve-all')
})

afterAll(async () => {
  await desk.kill()
  rmSync(folder, { recursive: true })
})

async function json<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await joinery(workspace, '--json', ...args)
  expect(code, stdout + stderr).toBe(0)
  return JSON.parse(stdout) as T
}

async function refused(...args: readonly string[]): Promise<{ code: number | null; error: string }> {
  const { code, stdout } = await joinery(workspace, '--json', ...args)
  return { code, error: (JSON.parse(stdout) as { error: { code: string } }).error.code }
}

const planned = async (): Promise<readonly Change[]> =>
  (await json<{ changes: Change[] }>('plan', '--limit', '1000')).changes

const matching = ({ candidates }: JoinCase): readonly JoinCandidate[] =>
  candidates.filter((one) => one.matches)

describe('the four accounts that match two people each', () => {
  it('are the head of what waits, with the score of the best', async () => {
    const { total, counts, rows } = await json<Queue>('joins', '--system', 'ad')
    open = rows.filter((row) => row.kind === 'ambiguous')
    expect(open).toHaveLength(4)
    expect(rows.slice(0, 4)).toEqual(open)
    for (const row of open) {
      expect(row).toMatchObject({ system: 'ad', matches: 2 })
      expect(row.best).toBeGreaterThan(0)
      expect(row.message).toMatch(/matches 2 identities by mail/)
    }
    expect(total).toBe(4 + 8)
    expect(counts).toMatchObject({ left: 4 + 8 + 9, decided: 0 })
    expect((await json<Queue>('joins', 'list', '--kind', 'unmatched')).total).toBe(8 + 9)
  })

  it('are shown with their people side by side, best first, and with what each decision would do', async () => {
    const shown: JoinCase[] = []
    for (const { anchor } of open) shown.push(await json<JoinCase>('joins', 'show', 'ad', anchor))
    cases = shown
    for (const one of cases) {
      expect(one).toMatchObject({ state: 'ambiguous', identity: null, decision: null })
      const scores = one.candidates.map((candidate) => candidate.score)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      expect(matching(one)).toHaveLength(2)
      for (const candidate of matching(one)) {
        expect(candidate.refused).toBeNull()
        expect(candidate.cells).toContainEqual(
          expect.objectContaining({ attribute: 'mail', similarity: 1, weight: 3 }),
        )
        const effect = candidate.effects.find(({ identity }) => identity === candidate.id)
        expect(effect?.values.map((value) => value.attribute)).toContain('accountName')
        expect(effect?.changes.map((change) => change.attribute)).toContain('employeeID')
      }
      expect(one.project.refused).toMatch(/no rule makes new identities of user/)
      const text = (await joinery(workspace, 'joins', 'show', 'ad', one.anchor)).stdout
      for (const candidate of matching(one))
        expect(text).toContain(`${candidate.name} (${candidate.id})  score`)
    }
  })

  it('what is misspelt or cannot be is refused with a code', async () => {
    const { anchor } = open[0] as JoinQueueRow
    expect(await refused('joins', 'show', 'ad', 'nobody')).toEqual({ code: 2, error: 'unknown-object' })
    expect(await refused('joins', 'show', 'nowhere', anchor)).toEqual({ code: 2, error: 'unknown-system' })
    expect(await refused('joins', 'join', 'ad', anchor, '--to', '99999999')).toEqual({
      code: 2,
      error: 'unknown-identity',
    })
    expect(await refused('joins', 'join', 'ad', anchor, '--to', 'city=Berlin')).toEqual({
      code: 2,
      error: 'several-identities',
    })
    expect(await refused('joins', 'new', 'ad', anchor)).toEqual({ code: 1, error: 'no-projecting-rule' })
    expect(await refused('joins', 'release', 'ad', anchor)).toEqual({ code: 2, error: 'no-decision' })
    expect(await json<{ total: number }>('joins', 'decisions')).toMatchObject({ total: 0 })
  })

  it('are decided: three to a person each, one to nobody', async () => {
    const [first, second, third, fourth] = cases as [JoinCase, JoinCase, JoinCase, JoinCase]
    const numberOf = (candidate: JoinCandidate | undefined): string =>
      String(candidate?.cells.find((cell) => cell.metaverseAttribute === 'employeeID')?.theirs)
    const decided = await json<JoinDecision>(
      ...['joins', 'join', 'ad', first.anchor, '--to', `employeeID=${numberOf(matching(first)[0])}`],
      ...['--reason', 'asked at the service desk'],
    )
    expect(decided).toMatchObject({
      decision: 'join',
      by: 'tester',
      reason: 'asked at the service desk',
      identity: { id: matching(first)[0]?.id },
    })
    await json('joins', 'join', 'ad', second.anchor, '--to', String(matching(second)[1]?.id))
    await json('joins', 'join', 'ad', third.anchor, '--to', String(matching(third)[0]?.id))
    await json('joins', 'disconnect', 'ad', fourth.anchor)
    const { rows } = await json<{ rows: JoinDecisionRow[] }>('joins', 'decisions')
    expect(rows.map((row) => [row.anchor, row.decision, row.waiting])).toEqual([
      [fourth.anchor, 'disconnect', true],
      [third.anchor, 'join', true],
      [second.anchor, 'join', true],
      [first.anchor, 'join', true],
    ])
    expect((await json<Queue>('joins', '--system', 'ad')).rows.map((row) => row.kind)).not.toContain(
      'ambiguous',
    )
    const taken = [first.anchor, '--to', String(matching(second)[1]?.id)]
    expect(await refused('joins', 'join', 'ad', ...taken)).toEqual({ code: 1, error: 'identity-has-account' })
  })

  it('the plan follows: their values for the accounts, and accounts for the others', async () => {
    await json<Session>('sync')
    const changes = await planned()
    for (const one of cases.slice(0, 3))
      expect(
        changes.find((change) => change.key === one.dn && change.attribute === 'employeeID'),
      ).toMatchObject({
        operation: 'update',
      })
    expect(changes.filter((change) => change.key === cases[3]?.dn)).toEqual([])
    // Of the three pairs one each, of the fourth both; of two of them the account that is decided has the place in the tree.
    const adds = changes.filter((change) => change.system === 'ad' && change.operation === 'add')
    const { findings } = await json<Session>('status')
    expect(findings.find((finding) => finding.code === 'dn-taken')?.count).toBe(2)
    expect(adds).toHaveLength(3 + 2 - 2)
    const namesakes = cases.flatMap((one) => matching(one).map((candidate) => candidate.name))
    for (const add of adds) expect(namesakes).toContain(add.name)
    // The person in whose case it was said beforehand is among them.
    const foretold = cases[3]?.disconnect.effects.flatMap((effect) =>
      effect.changes.map((change) => change.key),
    )
    expect(foretold).toHaveLength(1)
    expect(adds.map((add) => add.key)).toContain(foretold?.[0])
    expect(cases[3]?.disconnect.effects.flatMap((effect) => effect.findings).join()).toMatch(
      /gets no account/,
    )
    expect(await json<{ rows: JoinDecisionRow[] }>('joins', 'decisions')).toMatchObject({
      rows: [{ waiting: false }, { waiting: false }, { waiting: false }, { waiting: false }],
    })
  })

  it('is written, and a second cycle and a full synchronization find nothing to do', async () => {
    const session = await json<Session>('run', '--approve-all')
    expect(session.systems.every(({ failed, unconfirmed }) => failed + unconfirmed === 0)).toBe(true)
    expect(session.metaverse.ambiguous).toBe(0)
    await json<Session>('run')
    expect(await planned()).toEqual([])
    await json<Session>('sync', '--full')
    expect(await planned()).toEqual([])
    expect((await json<{ total: number }>('joins', 'decisions')).total).toBe(4)
  })

  it('a decision that is withdrawn hands the account back to the rules', async () => {
    const [, , , fourth] = cases as [JoinCase, JoinCase, JoinCase, JoinCase]
    await json('joins', 'release', 'ad', fourth.anchor, '--reason', 'decided too soon')
    await json<Session>('sync')
    const shown = await json<JoinCase>('joins', 'show', 'ad', fourth.anchor)
    expect(shown).toMatchObject({ state: 'ambiguous', decision: null })
    // One of the two has an account by now, and cannot have this one too.
    const taken = matching(shown).filter((candidate) => candidate.taken !== null)
    expect(taken).toHaveLength(1)
    expect(taken[0]?.refused).toMatch(/already has an account/)
    expect(await json<{ ok: boolean }>('audit', 'verify')).toMatchObject({ ok: true })
  })
})
