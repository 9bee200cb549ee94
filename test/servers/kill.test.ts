import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seeded } from '../../demo/generator/random.ts'
import { copyWorkspace, startJoinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'
import { isOver, stepOf } from '../fakes/process/left-behind.ts'
import { differences, type Outcome, outcomeOf } from '../fakes/process/outcome.ts'
import { startServiceDesk } from '../fakes/process/service-desk.ts'

const kills = Number(process.env.JOINERY_KILLS ?? 50)
const seed = Number(process.env.JOINERY_KILL_SEED ?? 2027)
/** Sessions at once. */
const lanes = 2

const folder = testFolder()
const template = join(folder, 'template')
let undisturbed: Outcome
/** Milliseconds from the start of the process to its end, with as many beside it as there are lanes. */
let duration: number

interface Attempt {
  readonly outcome: Outcome
  /** What the process was at when it was killed; undefined when it ended before. */
  readonly killedIn: string | undefined
  readonly code: number | null
  readonly told: string
  readonly took: number
}

/** One workspace and one service desk of its own, from the seed; `killAt` is when the first process ends. */
async function attempt(name: string, killAt: number): Promise<Attempt> {
  const dir = join(folder, name)
  mkdirSync(dir, { recursive: true })
  const desk = await startServiceDesk(dir)
  try {
    const workspace = copyWorkspace(template, join(dir, 'workspace'), desk.port)
    const started = performance.now()
    const first = startJoinery(workspace, '--json', 'run', '--approve-all')
    let last = await Promise.race([first.ended, after(killAt)])
    let killedIn: string | undefined
    if (last === undefined) {
      first.kill('SIGKILL')
      await first.ended
      killedIn = stepOf(workspace)
      // After its report a session is over: another run would be another session.
      last = isOver(workspace)
        ? { code: 0, signal: null, stdout: '', stderr: '' }
        : await startJoinery(workspace, '--json', 'run', '--approve-all').ended
    }
    const took = performance.now() - started
    const held = await desk.stop()
    expect(existsSync(join(workspace, 'joinery.db')), `killed in ${killedIn}: ${last.stderr}`).toBe(true)
    const outcome = outcomeOf(workspace, { held, journal: desk.journal() })
    rmSync(dir, { recursive: true })
    return { outcome, killedIn, code: last.code, told: last.stderr, took }
  } finally {
    await desk.kill()
  }
}

beforeAll(async () => {
  workspaceTemplate(template)
  const both = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => attempt(`undisturbed-${lane}`, 2 ** 31 - 1)),
  )
  const [one, other] = both as [Attempt, Attempt]
  expect(one.code, one.told).toBe(0)
  expect(one.outcome.broken).toEqual([])
  expect(one.outcome.writtenToDirectory.length).toBeGreaterThan(1000)
  expect(one.outcome.writtenToDesk.length).toBeGreaterThan(200)
  // What differs between two undisturbed sessions says nothing about a killed one.
  expect(differences(other.outcome, one.outcome)).toEqual([])
  undisturbed = one.outcome
  duration = Math.min(...both.map(({ took }) => took))
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true }))

it(`finishes a session that was killed at any of ${kills} points as if nothing had happened`, {
  timeout: 600_000,
}, async () => {
  const random = seeded(seed)
  // One point in each of equal parts, so that no step is left out by chance.
  const points = random.shuffle(
    Array.from({ length: kills }, (_, part) => ((part + random.next()) * duration) / kills),
  )
  const steps = new Map<string, number>()
  let attempts = 0
  const failures: string[] = []
  const lane = async (): Promise<void> => {
    for (let killAt = points.pop(); killAt !== undefined; killAt = points.pop()) {
      const { outcome, killedIn, code, told } = await attempt(`kill-${++attempts}`, killAt)
      // A machine that has less to do than before ends sooner: that was no kill.
      if (killedIn === undefined) points.push(killAt * random.next())
      else steps.set(killedIn, (steps.get(killedIn) ?? 0) + 1)
      const wrong = differences(outcome, undisturbed)
      if (code !== 0) wrong.unshift(`exit code ${code}: ${told}`)
      if (wrong.length > 0)
        failures.push(
          `killed after ${Math.round(killAt)} ms in ${killedIn ?? 'nothing'}:`,
          ...wrong.map((w) => `  ${w}`),
        )
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const told = [...steps].map(([step, times]) => `${step}: ${times}`).toSorted()
  console.log(`seed ${seed}, a session takes ${Math.round(duration)} ms; killed in ${told.join(', ')}`)
  expect(failures, `JOINERY_KILL_SEED=${seed}`).toEqual([])
  expect([...steps.values()].reduce((sum, times) => sum + times, 0)).toBe(kills)
  for (const step of ['import', 'synchronize', 'export ad', 'export servicedesk', 'confirm'])
    expect([...steps.keys()].filter((name) => name.startsWith(step)).length, step).toBeGreaterThan(0)
})
