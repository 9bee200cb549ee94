import { askLeft } from '../test/fakes/process/left-behind.ts'
import { differences } from '../test/fakes/process/outcome.ts'
import { secondCycle } from './second-cycle.ts'
import { type Evidence, type Stage, setStage } from './stage.ts'
import type { TargetKind } from './target.ts'

/** Steps of a session during which something passes between it and the server. */
export type TalkingStep = 'import' | 'export' | 'confirm'

/** What had passed when a step began and ended, in bytes: from either side, or from the client alone. */
export type Traffic = Readonly<Record<'passed' | 'sent', { readonly from: number; readonly to: number }>>

/** A session that nothing disturbed. */
export interface Undisturbed {
  readonly evidence: Evidence
  readonly traffic: Readonly<Record<TalkingStep, Traffic>>
  /** Milliseconds between the last byte of the import and the first of the export: staging, synchronization, approval. */
  readonly silence: number
  /** Requests over HTTP: those that read during the import, and those that write. */
  readonly requests: { readonly reads: number; readonly writes: number }
}

/** Seconds; generous, because the machine may do other things as well. */
export const patientTimeout = 20

/** Runs the session twice without disturbing it: what differs between the two says nothing about a disturbed one. */
export async function undisturbed(kind: TargetKind): Promise<Undisturbed> {
  const first = await once(kind)
  const second = await once(kind)
  const different = differences(second.evidence, first.evidence)
  if (different.length > 0)
    throw new Error(`${kind.title}: two undisturbed sessions differ:\n${different.join('\n')}`)
  const { writes, broken } = first.evidence
  const twice = writes.filter((line, at) => line === writes[at - 1])
  if (twice.length > 0)
    throw new Error(`${kind.title}: written twice without any fault:\n${twice.join('\n')}`)
  if (broken.length > 0) throw new Error(`${kind.title}: ${broken.join('; ')}`)
  return second
}

interface Moment {
  readonly at: number
  readonly passed: number
  readonly sent: number
}

async function once(kind: TargetKind): Promise<Undisturbed> {
  const stage = await setStage(kind, patientTimeout)
  try {
    const timeline: Moment[] = []
    const requests: { at: number; method: string }[] = []
    stage.line.interfere(() => {
      timeline.push({ at: Date.now(), passed: stage.line.passed, sent: stage.line.sent })
      return undefined
    })
    stage.front?.temper((method) => {
      requests.push({ at: Date.now(), method })
      return undefined
    })
    const { code, stdout, stderr } = await stage.start('run', '--approve-all').ended
    if (code !== 0)
      throw new Error(`${kind.title}: an undisturbed session ends with ${code}: ${stdout}${stderr}`)
    const { traffic, silence, imported } = trafficOf(stage, timeline)
    const counted = {
      reads: requests.filter(({ at, method }) => method === 'GET' && at <= imported).length,
      writes: requests.filter(({ method }) => method !== 'GET').length,
    }
    const trouble = await secondCycle(stage)
    if (trouble !== undefined) throw new Error(`${kind.title}: ${trouble}`)
    return { evidence: await stage.evidence(), traffic, silence, requests: counted }
  } finally {
    await stage.strike()
  }
}

function trafficOf(
  { workspace, kind }: Stage,
  timeline: readonly Moment[],
): Pick<Undisturbed, 'traffic' | 'silence'> & { readonly imported: number } {
  const runs =
    askLeft(workspace, (db) =>
      db
        .prepare<[], { step: string; started: number; ended: number }>(
          `select step, started, ended from run r join system s on s.id = r.system where s.name = 'target'`,
        )
        .all(),
    ) ?? []
  const until = (moment: number) => timeline.findLast(({ at }) => at <= moment) ?? { passed: 0, sent: 0 }
  const runOf = (step: TalkingStep) => {
    const run = runs.find((one) => one.step === step)
    if (run === undefined) throw new Error(`${kind.title}: there was no ${step}`)
    return run
  }
  const during = (step: TalkingStep): Traffic => {
    const run = runOf(step)
    const [from, to] = [until(run.started - 1), until(run.ended)]
    if (to.sent <= from.sent) throw new Error(`${kind.title}: nothing passed during ${step}`)
    return { passed: { from: from.passed, to: to.passed }, sent: { from: from.sent, to: to.sent } }
  }
  const { started } = runOf('export')
  return {
    traffic: { import: during('import'), export: during('export'), confirm: during('confirm') },
    imported: runOf('import').ended,
    silence: started - (timeline.findLast(({ at }) => at < started)?.at ?? started),
  }
}
