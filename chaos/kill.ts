import { isOver, stepOf } from '../test/fakes/process/left-behind.ts'
import type { Program } from '../test/fakes/process/program.ts'
import { approvalsIn, judge, lostApprovals, type Verdict } from './judge.ts'
import { patientTimeout, type TalkingStep, type Traffic, type Undisturbed } from './measure.ts'
import { secondCycle } from './second-cycle.ts'
import { type Evidence, type Stage, setStage } from './stage.ts'
import type { TargetKind } from './target.ts'

/** When a process is killed. */
export interface Point {
  readonly step: TalkingStep | 'synchronize'
  /** How much of the step is over, by bytes that passed; of the synchronization, which is silent, by time. From 0 to 1. */
  readonly share: number
  /** Which bytes are counted. */
  readonly by: keyof Traffic
  /** Whether the piece that was passing arrives. */
  readonly arrives: boolean
  /** Milliseconds that the process goes on after it. */
  readonly later: number
}

export interface Killed {
  readonly point: Point
  /** The step it was in, as its workspace says; undefined when it had ended before. */
  readonly step: string | undefined
  /** Milliseconds from the start of the same command to the session's end. */
  readonly resumed: number
  readonly verdict: Verdict
}

const everything = [
  'writes',
  'holds',
  'metaverse',
  'links',
  'changes',
  'broken',
] as const satisfies readonly (keyof Evidence)[]

/** Kills a session's process at a point, runs the command again, and compares the end with that of an undisturbed session. */
export async function killAt(kind: TargetKind, normal: Undisturbed, point: Point): Promise<Killed> {
  const stage = await setStage(kind, patientTimeout)
  try {
    const first = stage.start('run', '--approve-all')
    killWhen(stage, first, normal, point)
    const { signal } = await first.ended
    stage.line.interfere(undefined)
    const step = signal === 'SIGKILL' ? stepOf(stage.workspace) : undefined
    const approved = approvalsIn(stage.workspace)
    const troubles: string[] = []
    const started = performance.now()
    // After its report a session is over: another run would be another session.
    if (!isOver(stage.workspace)) {
      // What was approved before is not approved a second time.
      const asked = approved.given.size > 0 ? ['run'] : ['run', '--approve-all']
      const { code, stdout, stderr } = await stage.start(...asked).ended
      if (code !== 0) troubles.push(`exit code ${code} when it went on: ${stdout}${stderr}`)
    }
    const resumed = performance.now() - started
    const lost = lostApprovals(approved, approvalsIn(stage.workspace))
    if (!isOver(stage.workspace)) lost.push('the session stops for review again')
    else troubles.push(...[await secondCycle(stage)].filter((trouble) => trouble !== undefined))
    const verdict = judge(await stage.evidence(), normal.evidence, lost, everything)
    return {
      point,
      step,
      resumed,
      verdict: { ...verdict, differences: [...troubles, ...verdict.differences] },
    }
  } finally {
    await stage.strike()
  }
}

/** Long enough for the last answer to be taken in. */
const quiet = 10
/** Bytes by which the traffic of two imports may differ. */
const slack = 300

function killWhen({ line }: Stage, program: Program, { traffic, silence }: Undisturbed, point: Point): void {
  const kill = () => program.kill('SIGKILL')
  if (point.step === 'synchronize') {
    let timer: NodeJS.Timeout | undefined
    line.interfere(() => {
      clearTimeout(timer)
      if (line.passed >= traffic.import.passed.to - slack)
        timer = setTimeout(kill, quiet + point.share * silence)
      return undefined
    })
    return
  }
  const { from, to } = traffic[point.step][point.by]
  const threshold = from + point.share * (to - from)
  let done = false
  line.interfere((_side, piece) => {
    if (done || line[point.by] < threshold) return undefined
    done = true
    if (point.later > 0) setTimeout(kill, point.later)
    else kill()
    return point.arrives ? { pass: piece } : {}
  })
}
