import { expect } from 'vitest'
import type { Change } from '../../../preload/contract/changes.ts'
import type { UndoItem } from '../../../preload/contract/undo.ts'
import type { Decision } from '../../../preload/contract/words.ts'
import { contentByDn } from './content-by-dn.ts'
import { base, type CompanyOptions, type SmallCompany, smallCompany } from './small-company.ts'

/** People by city, with managers, and a group for each city: every kind of change there is. */
export const rules = `- name: In from directory
  direction: inbound
  system: ad
  from: user
  to: person
  precedence: 200
  join: [[{ from: employeeID, to: employeeID }]]
  link: join
- name: Out to directory
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 100
  scope: [[{ attribute: status, operator: EQUAL, value: Active }]]
  link: provision
  leave: delete
  flows:
    - { to: dn, expression: 'Join("", "CN=", [displayName], ",OU=", [city], ",${base}")' }
    - { to: sAMAccountName, from: displayName }
    - { to: employeeID, from: employeeID }
    - { to: manager, from: manager }
- name: Cities
  direction: membership
  from: person
  to: group
  precedence: 300
  scope: [[{ attribute: status, operator: EQUAL, value: Active }]]
  key: { to: city, from: city }
  into: members
  create: true
- name: Groups out to directory
  direction: outbound
  system: ad
  from: group
  to: group
  precedence: 110
  link: provision
  flows:
    - { to: dn, expression: 'Join("", "CN=", [city], ",OU=Groups,${base}")' }
    - { to: member, from: members }
`

/** Places where people of a city are. */
export const cities = ['People', 'Elsewhere'] as const

/** A row of the HR file. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly city: (typeof cities)[number]
  readonly status: 'Active' | 'Left'
  readonly manager: string
}

export const lineOf = ({ id, name, city, status, manager }: Person): string =>
  [id, name, city, status, manager].join(',')

/** So much that no limit is in the way. */
const unlimited =
  '{ delete: { count: 1000000 }, failures: { count: 1000, percent: 100 }, groupMembers: { percent: 100 } }'

/** @param options limits and policies as YAML, rules in place of those above */
export const startUndoCompany = (
  options: Pick<CompanyOptions, 'policies'> & { readonly limits?: string; readonly rules?: string } = {},
): Promise<SmallCompany> =>
  smallCompany(options.rules ?? rules, [], {
    ...options,
    limits: `limits: ${options.limits ?? unlimited}`,
    plausibility: 'false',
  })

/** All that the directory holds. */
export const contentOf = (company: SmallCompany): Promise<Record<string, unknown>> =>
  company.beside(contentByDn)

/** Imports and synchronizes, writes everything that is planned once, and reads it back. @returns the numbers of the export runs */
export async function exportAll(
  company: SmallCompany,
  decisions: readonly Decision[] = ['undecided'],
): Promise<readonly number[]> {
  const before = (await exportsOf(company))[0] ?? 0
  await company.client.call('changes.decide', {
    selection: { filter: { decisions: [...decisions] } },
    decision: 'approved',
  })
  await company.run({ kind: 'export' })
  await company.run({ kind: 'confirm' })
  await company.run({ kind: 'synchronize' })
  return (await exportsOf(company)).filter((run) => run > before)
}

async function exportsOf(company: SmallCompany): Promise<readonly number[]> {
  const { rows } = await company.client.call('runs.list', { limit: 1000 })
  return rows
    .filter(({ step, statistics }) => step === 'export' && (statistics.exported ?? 0) > 0)
    .map(({ id }) => id)
}

export const person = (id: string, name: string, more: Partial<Person> = {}): Person => ({
  id,
  name,
  city: 'People',
  status: 'Active',
  manager: '',
  ...more,
})
export const dnOf = (name: string, city = 'People'): string => `CN=${name},OU=${city},${base}`

/** Makes a company hold what the list says, read back, and nothing left to do. */
export async function settle(company: SmallCompany, list: readonly Person[]): Promise<SmallCompany> {
  company.hr(...list.map(lineOf))
  await company.plan()
  await exportAll(company)
  await company.plan()
  expect(await exportAll(company)).toEqual([])
  return company
}

/** What the HR file says next, written. @returns the run that wrote it */
export async function write(company: SmallCompany, list: readonly Person[]): Promise<number> {
  company.hr(...list.map(lineOf))
  await company.plan()
  const runs = await exportAll(company)
  expect(runs).toHaveLength(1)
  return runs[0] as number
}

/** Undoes a run and writes the way back. */
export async function undo(company: SmallCompany, run: number): Promise<readonly number[]> {
  await company.client.call('undo.plan', { run })
  return exportAll(company)
}

/** Undoes a run, and writes and reads back what the undo planned and nothing else. @returns what the undo said of each change */
export async function undoOnce(
  company: SmallCompany,
  what: number | { readonly run: number; changes?: number[]; object?: string; force?: boolean },
): Promise<readonly UndoItem[]> {
  const { items, planned } = await company.client.call(
    'undo.plan',
    typeof what === 'number' ? { run: what } : what,
  )
  if (planned.length === 0) return items
  await company.client.call('changes.decide', { selection: { ids: planned }, decision: 'approved' })
  for (const kind of ['export', 'confirm', 'synchronize'] as const) await company.run({ kind })
  return items
}

/** What waits for somebody, or would be written by the next export. */
export async function pending(company: SmallCompany): Promise<readonly Change[]> {
  const { rows } = await company.client.call('changes.list', {
    filter: { decisions: ['undecided', 'approved', 'held'] },
    limit: 1000,
  })
  return rows
}
