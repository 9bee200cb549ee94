import type { Campaign } from './campaign.ts'
import type { Struck } from './fault-run.ts'
import type { Killed } from './kill.ts'

/** A table as Markdown has it. */
export function markdown(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const killHead = [
  'server',
  'killed in',
  'points',
  'ended as undisturbed',
  'double writes',
  'lost approvals',
  'longest to go on and end',
]

/** One row for each server and step. */
export function killTable({ kills }: Campaign): string {
  const rows = [...kills].flatMap(([{ title }, list]) =>
    stepsOf(list).map(([step, some], at) => [at === 0 ? title : '', step, ...killCells(some)]),
  )
  const all = [...kills.values()].flat()
  return markdown(killHead, [...rows, ['all', '', ...killCells(all)]])
}

function killCells(list: readonly Killed[]): (string | number)[] {
  const count = (some: (killed: Killed) => readonly string[]) =>
    list.reduce((sum, killed) => sum + some(killed).length, 0)
  return [
    list.length,
    list.filter(({ verdict }) => isClean(verdict)).length,
    count(({ verdict }) => verdict.doubles),
    count(({ verdict }) => verdict.lostApprovals),
    seconds(Math.max(0, ...list.map(({ resumed }) => resumed))),
  ]
}

const order = ['before its first step', 'import', 'synchronize', 'export', 'confirm', 'report']

/** `after import target` is told as `import`: the next step had not begun. */
function stepsOf(list: readonly Killed[]): [step: string, killed: readonly Killed[]][] {
  const groups = Map.groupBy(list, ({ step }) => {
    const [name = ''] = (step ?? '').replace(/^after /, '').split(' ')
    return name === 'opening' ? 'before its first step' : name
  })
  return [...groups].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
}

const faultHead = [
  'fault',
  'server',
  'during',
  'went on',
  'stopped and told',
  'ended as undisturbed',
  'double writes',
  'longest until it stopped or ended',
]

/** One row for each fault and server. */
export function faultTable({ faults }: Campaign): string {
  const all = [...faults].flatMap(([kind, list]) => list.map((struck) => ({ title: kind.title, struck })))
  const rows = [...Map.groupBy(all, ({ struck }) => struck.fault.what)].flatMap(([what, some]) =>
    [...Map.groupBy(some, ({ title }) => title)].map(([title, few], at) => [
      at === 0 ? what : '',
      title,
      [...new Set(few.map(({ struck }) => struck.step))]
        .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
        .join(', '),
      ...faultCells(few.map(({ struck }) => struck)),
    ]),
  )
  return markdown(faultHead, rows)
}

function faultCells(list: readonly Struck[]): (string | number)[] {
  const wentOn = list.filter(({ met }) => met === 'went on').length
  return [
    wentOn,
    list.length - wentOn,
    list.filter(({ verdict, struck }) => struck && isClean(verdict)).length,
    list.reduce((sum, { verdict }) => sum + verdict.doubles.length, 0),
    seconds(Math.max(0, ...list.map(({ took }) => took))),
  ]
}

const isClean = ({ doubles, lostApprovals, differences }: Killed['verdict']): boolean =>
  doubles.length + lostApprovals.length + differences.length === 0

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

const markers = ['<!-- chaos: begin -->', '<!-- chaos: end -->'] as const

/** The page with the results between its markers. Throws where it has none. */
export function withResults(page: string, results: string): string {
  const [begin, end] = markers.map((marker) => page.indexOf(marker)) as [number, number]
  if (begin < 0 || end < begin) throw new Error(`the page has no ${markers.join(' and ')}`)
  return `${page.slice(0, begin + markers[0].length)}\n\n${results}\n\n${page.slice(end)}`
}
