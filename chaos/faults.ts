import type { TalkingStep, Undisturbed } from './measure.ts'
import type { Stage } from './stage.ts'
import type { TargetKind } from './target.ts'

/** One way in which the line or the server fails. */
export interface Fault {
  readonly name: string
  /** In words, for the table. */
  readonly what: string
  readonly steps: readonly TalkingStep[]
  readonly targets: readonly TargetKind['name'][]
  /** Prepares it to strike at a share of the step's traffic or requests. @returns whether it has struck */
  arm(stage: Stage, normal: Undisturbed, step: TalkingStep, share: number): () => boolean
}

const talking = ['import', 'export', 'confirm'] as const
const overTls = ['samba', 'openldap'] as const
const everywhere = [...overTls, 'scim'] as const

type Strike = (from: 'server' | 'client', piece: Buffer, stage: Stage) => ReturnType<Interference>
type Interference = NonNullable<Parameters<Stage['line']['interfere']>[0]>

/** Once, at the first piece of a side after the threshold. */
function once(side: 'server' | 'client', strike: Strike): Fault['arm'] {
  return (stage, normal, step, share) => {
    let done = false
    const reached = thresholdOf(stage, normal, step, share)
    stage.line.interfere((from, piece) => {
      if (done || from !== side || !reached()) return undefined
      done = true
      return strike(from, piece, stage)
    })
    return () => done
  }
}

/** From the threshold on, whatever side it comes from, until the line is mended. */
function fromThen(strike: Strike): Fault['arm'] {
  return (stage, normal, step, share) => {
    let done = false
    const reached = thresholdOf(stage, normal, step, share)
    stage.line.interfere((from, piece) => {
      done ||= reached()
      return done ? strike(from, piece, stage) : undefined
    })
    return () => done
  }
}

function thresholdOf(
  { line }: Stage,
  { traffic }: Undisturbed,
  step: TalkingStep,
  share: number,
): () => boolean {
  const { from, to } = traffic[step].sent
  return () => line.sent > from + share * (to - from)
}

const half = (piece: Buffer): Buffer => piece.subarray(0, Math.floor(piece.length / 2))

/** Over TLS any byte will do; without it the one that says what follows. */
function garbled(piece: Buffer, at: number): Buffer {
  const copy = Buffer.from(piece)
  copy[at] = (copy[at] ?? 0) ^ 0xff
  return copy
}

const lineFaults: readonly Fault[] = [
  {
    name: 'cut-answer',
    what: 'cut: the answer is lost',
    steps: talking,
    targets: everywhere,
    arm: once('server', () => ({ end: 'reset' })),
  },
  {
    name: 'cut-request',
    what: 'cut: the request is lost',
    steps: talking,
    targets: everywhere,
    arm: once('client', () => ({ end: 'reset' })),
  },
  {
    name: 'cut-after-request',
    what: 'cut after the request has arrived',
    steps: talking,
    targets: everywhere,
    arm: once('client', (_from, piece) => ({ pass: piece, end: 'reset' })),
  },
  {
    name: 'half-answer',
    what: 'half an answer, then goodbye',
    steps: talking,
    targets: [...everywhere, 'openldap-plain'],
    arm: once('server', (_from, piece) => ({ pass: half(piece), end: 'goodbye' })),
  },
  {
    name: 'outage',
    what: 'cut, and nobody answers any more',
    steps: talking,
    targets: everywhere,
    arm: fromThen((_from, _piece, { line }) => {
      line.breakDown()
      return {}
    }),
  },
  {
    name: 'silence',
    what: 'nothing comes any more, the line stays',
    steps: talking,
    targets: everywhere,
    arm: fromThen(() => ({})),
  },
  {
    name: 'delay',
    what: 'each piece 15 ms late',
    steps: talking,
    targets: everywhere,
    arm: fromThen((_from, piece) => ({ pass: piece, late: 15 })),
  },
  {
    name: 'garbled-answer',
    what: 'a byte of an answer garbled',
    steps: talking,
    targets: overTls,
    arm: once('server', (_from, piece) => ({ pass: garbled(piece, piece.length >> 1) })),
  },
  {
    name: 'garbled-request',
    what: 'a byte of a request garbled',
    steps: talking,
    targets: overTls,
    arm: once('client', (_from, piece) => ({ pass: garbled(piece, piece.length >> 1) })),
  },
  {
    name: 'garbled-plain-answer',
    what: 'a garbled answer that reaches the parser',
    steps: talking,
    targets: ['openldap-plain', 'scim'],
    arm: once('server', (_from, piece) => ({ pass: garbled(piece, 0) })),
  },
]

/** What the nth request of a step meets, and how many after it. */
function request(
  trouble: NonNullable<ReturnType<NonNullable<Parameters<NonNullable<Stage['front']>['temper']>[0]>>>,
  times = 1,
): Fault['arm'] {
  return ({ front }, { requests }, step, share) => {
    const asked = step === 'import' ? 'reads' : 'writes'
    const first = Math.floor(share * requests[asked])
    let seen = 0
    let struck = 0
    front?.temper((method) => {
      if ((method === 'GET') !== (asked === 'reads')) return undefined
      if (seen++ < first || struck >= times) return undefined
      struck++
      return trouble
    })
    return () => struck > 0
  }
}

const inHttp = { steps: ['import', 'export'], targets: ['scim'] } as const

const answerFaults: readonly Fault[] = [
  {
    name: '429',
    what: '429 with Retry-After, once',
    ...inHttp,
    arm: request({ kind: 'refuse', status: 429, headers: { 'retry-after': '1' } }),
  },
  {
    name: '429-storm',
    what: '429 to eight requests, without Retry-After',
    ...inHttp,
    arm: request({ kind: 'refuse', status: 429 }, 8),
  },
  { name: '503', what: '503 once', ...inHttp, arm: request({ kind: 'refuse', status: 503 }) },
  { name: '500', what: '500, nothing done', ...inHttp, arm: request({ kind: 'refuse', status: 500 }) },
  {
    name: '500-done',
    what: '500 although it was done',
    ...inHttp,
    arm: request({ kind: 'deny', status: 500 }),
  },
  {
    name: '502-done',
    what: '502 although it was done',
    ...inHttp,
    arm: request({ kind: 'deny', status: 502 }),
  },
  { name: 'half-body', what: 'half a body, then cut', ...inHttp, arm: request({ kind: 'half' }) },
  {
    name: 'truncated-body',
    what: 'half a body that says it is whole',
    ...inHttp,
    arm: request({ kind: 'truncate' }),
  },
  { name: 'no-answer', what: 'done, and hung up', ...inHttp, arm: request({ kind: 'hang-up' }) },
]

export const faults: readonly Fault[] = [...lineFaults, ...answerFaults]
