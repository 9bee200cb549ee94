import { type Random, seeded } from '../demo/generator/random.ts'
import { drawPoints } from './draw-points.ts'
import { type Struck, strike } from './fault-run.ts'
import { type Fault, faults } from './faults.ts'
import { type Killed, killAt, type Point } from './kill.ts'
import { type TalkingStep, type Undisturbed, undisturbed } from './measure.ts'
import type { TargetKind } from './target.ts'

export interface CampaignOptions {
  readonly targets: readonly TargetKind[]
  /** Over all targets that are killed at. */
  readonly kills: number
  readonly seed: number
  /** Each fault on each target and in each step it can strike in; or each once, on a target and in a step that are drawn. */
  readonly faults: 'everywhere' | 'once'
  /** Sessions at once. */
  readonly lanes: number
  /** Nothing is begun after this moment, in milliseconds since 1970. */
  readonly until: number
  tell(line: string): void
}

export interface Campaign {
  readonly kills: ReadonlyMap<TargetKind, readonly Killed[]>
  readonly faults: ReadonlyMap<TargetKind, readonly Struck[]>
  /** What was left out because the time was over. */
  readonly leftOut: number
}

/** Kills and faults over all targets, in an order that is drawn, so that a campaign that is cut short has tried some of everything. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const random = seeded(options.seed)
  const kills = new Map<TargetKind, Killed[]>(options.targets.map((kind) => [kind, []]))
  const struck = new Map<TargetKind, Struck[]>(options.targets.map((kind) => [kind, []]))
  const normal = new Map<TargetKind, Undisturbed>()
  const measures = options.targets.map((kind) => async () => {
    options.tell(`${kind.title}: two undisturbed sessions …`)
    normal.set(kind, await undisturbed(kind))
  })
  await inLanes(measures, options.lanes, Number.POSITIVE_INFINITY)
  const normalOf = (kind: TargetKind) => normal.get(kind) as Undisturbed
  const trials: (() => Promise<string>)[] = []
  for (const { kind, point } of drawKills(options, random))
    trials.push(async () => {
      const done = await killUntilDead(kind, normalOf(kind), point, random)
      kills.get(kind)?.push(done)
      return `${kind.title}: killed in ${done.step}${shown(done.verdict)}`
    })
  for (const { kind, fault, step, at } of drawFaults(options, random))
    trials.push(async () => {
      const done = await strike(kind, normalOf(kind), fault, step, at)
      struck.get(kind)?.push(done)
      const met = done.struck ? done.met : 'it did not come about'
      return `${kind.title}: ${fault.what}, ${step}: ${met}${shown(done.verdict)}`
    })
  let done = 0
  const told = random.shuffle(trials).map((trial) => async () => {
    const said = await trial()
    options.tell(`${++done}/${trials.length} ${said}`)
  })
  const leftOut = await inLanes(told, options.lanes, options.until)
  return { kills, faults: struck, leftOut }
}

function drawKills(
  { targets, kills }: CampaignOptions,
  random: Random,
): { readonly kind: TargetKind; readonly point: Point }[] {
  // The one without TLS is there for what a parser makes of garbled answers.
  const killed = targets.filter(({ name }) => name !== 'openldap-plain')
  return killed.flatMap((kind, at) => {
    const count = Math.floor(kills / killed.length) + (at < kills % killed.length ? 1 : 0)
    return drawPoints(count, random).map((point) => ({ kind, point }))
  })
}

function drawFaults(
  { targets, faults: which }: CampaignOptions,
  random: Random,
): { readonly kind: TargetKind; readonly fault: Fault; readonly step: TalkingStep; readonly at: number }[] {
  return faults.flatMap((fault) => {
    const kinds = targets.filter(({ name }) => fault.targets.includes(name))
    const all = kinds.flatMap((kind) => fault.steps.map((step) => ({ kind, step })))
    const chosen = which === 'everywhere' || all.length === 0 ? all : [random.pick(all)]
    return chosen.map((one) => ({ ...one, fault, at: 0.1 + 0.8 * random.next() }))
  })
}

/** So many at once, none begun after a moment. @returns how many were left */
async function inLanes(
  works: readonly (() => Promise<void>)[],
  lanes: number,
  until: number,
): Promise<number> {
  const waiting = works.toReversed()
  const lane = async (): Promise<void> => {
    while (Date.now() <= until) {
      const work = waiting.pop()
      if (work === undefined) return
      await work()
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return waiting.length
}

/** A process that had ended before its point was not killed: an earlier point takes its place. */
async function killUntilDead(
  kind: TargetKind,
  normal: Undisturbed,
  point: Point,
  random: Random,
): Promise<Killed> {
  for (let at = point, tries = 0; ; tries++) {
    const killed = await killAt(kind, normal, at)
    const wrong = problemsOf(killed.verdict).length > 0
    if (killed.step !== undefined || wrong || tries === 5) return killed
    at = { ...at, share: at.share * random.next() }
  }
}

/** Everything that must not be, in words. */
export const problemsOf = ({ doubles, lostApprovals, differences }: Killed['verdict']): string[] => [
  ...doubles.map((line) => `written twice: ${line}`),
  ...lostApprovals.map((line) => `lost: ${line}`),
  ...differences,
]

const shown = (verdict: Killed['verdict']): string =>
  problemsOf(verdict)
    .map((line) => `\n    ! ${line}`)
    .join('')

/** All that went wrong in a campaign, and where. */
export function failuresOf({ kills, faults: struck }: Campaign): string[] {
  const lines: string[] = []
  for (const [{ title }, list] of kills)
    for (const { step, point, verdict } of list) {
      const where = `${title}, killed in ${step ?? 'nothing'} (${JSON.stringify(point)})`
      if (step === undefined) lines.push(`${where}: it could not be killed`)
      lines.push(...problemsOf(verdict).map((problem) => `${where}: ${problem}`))
    }
  for (const [{ title }, list] of struck)
    for (const { fault, step, struck: hit, verdict } of list) {
      const where = `${title}, ${fault.name} during ${step}`
      if (!hit) lines.push(`${where}: it did not come about`)
      lines.push(...problemsOf(verdict).map((problem) => `${where}: ${problem}`))
    }
  return lines
}
