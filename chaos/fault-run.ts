import { setTimeout as after } from 'node:timers/promises'
import { isOver } from '../test/fakes/process/left-behind.ts'
import type { Ended } from '../test/fakes/process/program.ts'
import type { Fault } from './faults.ts'
import { approvalsIn, judge, lostApprovals, type Verdict } from './judge.ts'
import type { TalkingStep, Undisturbed } from './measure.ts'
import { secondCycle } from './second-cycle.ts'
import { type Evidence, type Stage, setStage } from './stage.ts'
import type { TargetKind } from './target.ts'

export interface Struck {
  readonly fault: Fault
  readonly step: TalkingStep
  /** Whether the fault came about at all. */
  readonly struck: boolean
  /** `went on`: the session ended as if nothing had happened. `told`: it stopped with an error. `returned`: some changes failed. */
  readonly met: 'went on' | 'told' | 'returned'
  /** The error's words. */
  readonly words: string
  /** Milliseconds from the start to the end of the disturbed process. */
  readonly took: number
  readonly verdict: Verdict
}

/** Seconds that the connectors wait for an answer. */
const shortTimeout = 2
/** Seconds after which a disturbed process counts as hanging. */
const longest = 45
/** Sessions that may be needed when some changes failed and go on only when a person has approved them again. */
const attempts = 3

/** What a failed change leaves in the history is there for good; everything else must be as if nothing had happened. */
const parts = ['holds', 'metaverse', 'links', 'broken'] as const satisfies readonly (keyof Evidence)[]

/** Runs a session under a fault, then without it until it is over, and compares the end with that of an undisturbed session. */
export async function strike(
  kind: TargetKind,
  normal: Undisturbed,
  fault: Fault,
  step: TalkingStep,
  share: number,
): Promise<Struck> {
  const stage = await setStage(kind, shortTimeout)
  try {
    const struck = fault.arm(stage, normal, step, share)
    const started = performance.now()
    const program = stage.start('run', '--approve-all')
    const ended = await Promise.race([program.ended, hanging()])
    const took = performance.now() - started
    if (ended === undefined) {
      program.kill('SIGKILL')
      await program.ended
    }
    const hit = struck()
    stage.line.mend()
    stage.front?.temper(undefined)
    const approved = approvalsIn(stage.workspace)
    const troubles = ended === undefined ? [`it hung for ${longest} s`] : wordsOf(ended, stage)
    troubles.push(...(await finish(stage, ended)))
    const lost = ended?.code === 4 ? [] : lostApprovals(approved, approvalsIn(stage.workspace))
    const trouble = await secondCycle(stage)
    if (trouble !== undefined) troubles.push(trouble)
    // What failed may have become needless: an application takes a deleted account out of its groups by itself.
    const compared = ended?.code === 4 ? parts : (['writes', ...parts] as const)
    const verdict = judge(await stage.evidence(), normal.evidence, lost, compared)
    return {
      fault,
      step,
      struck: hit,
      met: ended?.code === 0 ? 'went on' : ended?.code === 4 ? 'returned' : 'told',
      words: ended === undefined ? '' : errorOf(ended),
      took,
      verdict: { ...verdict, differences: [...troubles, ...verdict.differences] },
    }
  } finally {
    await stage.strike()
  }
}

/** Counts seconds instead of looking at the clock: while the machine stands still nobody hangs. */
async function hanging(): Promise<undefined> {
  for (let second = 0; second < longest; second++) await after(1000, undefined, { ref: false })
}

/** The command again, until nothing is left to do. @returns what went wrong */
async function finish(stage: Stage, ended: Ended | undefined): Promise<string[]> {
  let code = ended?.code ?? null
  let told = ''
  for (let attempt = 0; attempt < attempts && (code !== 0 || !isOver(stage.workspace)); attempt++) {
    const again = await stage.start('run', '--approve-all').ended
    code = again.code
    told = again.stdout + again.stderr
  }
  return code === 0 ? [] : [`it does not come to an end: ${told}`]
}

const errorOf = ({ stdout }: Ended): string => {
  try {
    const { error } = JSON.parse(stdout) as { error?: { code: string; message: string } }
    return error === undefined ? '' : `${error.code}: ${error.message}`
  } catch {
    return ''
  }
}

/** What is wrong with what a disturbed process said. */
function wordsOf({ code, stdout, stderr }: Ended, { kind }: Stage): string[] {
  const said = stdout + stderr
  const wrong: string[] = []
  if (code !== 0 && code !== 1 && code !== 4) wrong.push(`it ended with ${code}: ${said}`)
  if (said.includes(kind.secret.value)) wrong.push('it told a secret')
  if (/^ {4}at /m.test(said)) wrong.push(`it told where in the program it was: ${said}`)
  if (code === 1) {
    const { error } = JSON.parse(stdout) as { error?: { message?: string; advice?: string } }
    if (!error?.message || !error.advice) wrong.push(`an error without words or advice: ${said}`)
    if (/unforeseen|internal/i.test(error?.message ?? '')) wrong.push(`an error nobody foresaw: ${said}`)
  }
  return wrong
}
