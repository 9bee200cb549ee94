import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Random, seeded } from '../../demo/generator/random.ts'
import { copyWorkspace, startJoinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'
import { isOver, stepOf } from '../fakes/process/left-behind.ts'
import { differences, type Outcome, outcomeOf } from '../fakes/process/outcome.ts'
import type { Program } from '../fakes/process/program.ts'
import { startServiceDesk } from '../fakes/process/service-desk.ts'

/** `npm run chaos` kills hundreds; these are spread over all steps of a session. */
const kills = Number(process.env.JOINERY_KILLS ?? 24)
const seed = Number(process.env.JOINERY_KILL_SEED ?? 2027)
/** Sessions at once. */
const lanes = 2

/** What a session prints when each of its steps is over, in their order. */
const ends = [
  'import hr',
  'import contractors',
  'import ad',
  'import servicedesk',
  'synchronize',
  'review',
  'export ad',
  'export servicedesk',
  'confirm ad',
  'confirm servicedesk',
]

/** How a step is called: by what it ends with; and what is left when the last has ended. */
const steps = [...ends, 'report']

/**
 * When a process is killed: in a step, not at a moment of the whole session. A machine may have more to do than when the undisturbed session
 * ran, or less, and each step is to have its share.
 */
interface Point {
  readonly step: number
  /** How much of the step's undisturbed duration goes by first. From 0 to 1. */
  readonly share: number
}

const folder = testFolder()
const template = join(folder, 'template')
let undisturbed: Outcome
/** Milliseconds that each step takes, with as many processes beside it as there are lanes. */
let durations: readonly number[]

interface Attempt {
  readonly outcome: Outcome
  /** What the process was at when it was killed; undefined when it ended before. */
  readonly killedIn: string | undefined
  readonly code: number | null
  readonly told: string
  /** Milliseconds from the start to the end of each step of the first process. */
  readonly took: readonly number[]
}

const endOf = (step: string) => new RegExp(`^ *${step.replace(' ', ' +')} .*\n`, 'm')

/** Notes when each step ends, until the process does. */
async function clock(program: Program): Promise<number[]> {
  const started = performance.now()
  const moments = await Promise.all([
    ...ends.map((step) => program.prints(endOf(step)).then(() => performance.now() - started)),
    program.ended.then(() => performance.now() - started),
  ])
  return moments.map((moment, at) => moment - (moments[at - 1] ?? 0))
}

async function killAt(program: Program, { step, share }: Point): Promise<void> {
  if (step > 0) await program.prints(endOf(ends[step - 1] as string))
  await after(share * (durations[step] as number))
  program.kill('SIGKILL')
}

/** One workspace and one service desk of its own, from the seed; `point` is when the first process is killed. */
async function attempt(name: string, point?: Point): Promise<Attempt> {
  const dir = join(folder, name)
  mkdirSync(dir, { recursive: true })
  const desk = await startServiceDesk(dir)
  try {
    const workspace = copyWorkspace(template, join(dir, 'workspace'), desk.port)
    const first = startJoinery(workspace, 'run', '--approve-all')
    let took: number[] = []
    if (point === undefined) took = await clock(first)
    else await killAt(first, point)
    let last = await first.ended
    let killedIn: string | undefined
    if (last.signal === 'SIGKILL') {
      killedIn = stepOf(workspace)
      // After its report a session is over: another run would be another session.
      last = isOver(workspace)
        ? { code: 0, signal: null, stdout: '', stderr: '' }
        : await startJoinery(workspace, '--json', 'run', '--approve-all').ended
    }
    const held = await desk.stop()
    expect(existsSync(join(workspace, 'joinery.db')), `killed in ${killedIn}: ${last.stderr}`).toBe(true)
    const outcome = outcomeOf(workspace, { held, journal: desk.journal() })
    rmSync(dir, { recursive: true })
    return { outcome, killedIn, code: last.code, told: last.stderr, took }
  } finally {
    await desk.kill()
  }
}

/** One point in each step, the others in equal parts of the whole session: no step is left out, and the long ones have most. */
function drawPoints(random: Random): Point[] {
  const whole = durations.reduce((sum, duration) => sum + duration, 0)
  const points = steps.map((_, step) => ({ step, share: random.next() }))
  const others = kills - points.length
  for (let part = 0; part < others; part++) {
    let moment = ((part + random.next()) * whole) / others
    let step = 0
    for (; moment > (durations[step] as number) && step < steps.length - 1; step++)
      moment -= durations[step] as number
    points.push({ step, share: moment / (durations[step] as number) })
  }
  return random.shuffle(points)
}

beforeAll(async () => {
  workspaceTemplate(template)
  const both = await Promise.all(Array.from({ length: lanes }, (_, lane) => attempt(`undisturbed-${lane}`)))
  const [one, other] = both as [Attempt, Attempt]
  expect(one.code, one.told).toBe(0)
  expect(one.outcome.broken).toEqual([])
  expect(one.outcome.writtenToDirectory.length).toBeGreaterThan(1000)
  expect(one.outcome.writtenToDesk.length).toBeGreaterThan(200)
  // What differs between two undisturbed sessions says nothing about a killed one.
  expect(differences(other.outcome, one.outcome)).toEqual([])
  undisturbed = one.outcome
  durations = one.took.map((took, step) => Math.min(took, other.took[step] as number))
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true }))

it(`finishes a session that was killed at any of ${kills} points as if nothing had happened`, {
  timeout: 600_000,
}, async () => {
  const random = seeded(seed)
  const points = drawPoints(random)
  const killed: string[] = []
  let attempts = 0
  const failures: string[] = []
  const lane = async (): Promise<void> => {
    for (let point = points.pop(); point !== undefined; point = points.pop()) {
      const { outcome, killedIn, code, told } = await attempt(`kill-${++attempts}`, point)
      // A machine that has less to do than before ends sooner: that was no kill.
      if (killedIn === undefined) points.push({ ...point, share: point.share * random.next() })
      else killed.push(killedIn)
      const wrong = differences(outcome, undisturbed)
      if (code !== 0) wrong.unshift(`exit code ${code}: ${told}`)
      if (wrong.length > 0)
        failures.push(
          `${Math.round(point.share * 100)} % into ${steps[point.step]}, killed in ${killedIn ?? 'nothing'}:`,
          ...wrong.map((w) => `  ${w}`),
        )
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  console.log(`seed ${seed}; killed in ${killed.toSorted().join(', ')}`)
  expect(failures, `JOINERY_KILL_SEED=${seed}`).toEqual([])
  expect(killed).toHaveLength(kills)
  for (const step of ['import', 'synchronize', 'export', 'confirm'])
    expect(
      killed.some((name) => name.includes(step)),
      `${step}: ${killed}`,
    ).toBe(true)
})
