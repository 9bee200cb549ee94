import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

/** Columns of the generated HR export: 18, as many as an ordinary one has. */
export const columns = [
  'employee_id',
  'first_name',
  'last_name',
  'email',
  'job_title',
  'org_unit',
  'department',
  'company',
  'location',
  'city',
  'country',
  'postal_code',
  'street',
  'phone',
  'mobile',
  'cost_center',
  'worker_type',
  'status',
] as const

const firstNames = [
  'Anna',
  'Jürgen',
  'Łukasz',
  'Zoë',
  'Mehmet',
  'Ingrid',
  'Tomáš',
  'Sofia',
  'Pierre',
  'Olga',
  'Nuria',
  'Lars',
]
const lastNames = [
  'Nowak',
  'Großmann',
  'Lefèvre',
  'Yıldız',
  'Østergaard',
  'Dvořák',
  'Rossi',
  'Smith',
  'Papadopoulos',
  'Ivanova',
]
const titles = ['Engineer', 'Account Manager', 'Analyst', 'Technician', 'Controller', 'Consultant', 'Buyer']
const units = [
  'Sales EMEA',
  'Sales Americas',
  'Finance',
  'IT Operations',
  'Research',
  'Logistics',
  'Legal',
  'People',
]
const cities = ['Munich', 'Berlin', 'Lyon', 'Gdańsk', 'İzmir', 'Oslo', 'Brno', 'Milano', 'Chicago', 'Porto']

const pick = (list: readonly string[], n: number): string => list[n % list.length] as string

/** One person's row. `changed` gives the same person another title. */
export function row(n: number, changed: boolean): string {
  const first = pick(firstNames, n * 7 + 3)
  const last = pick(lastNames, n * 13 + 5)
  const city = pick(cities, n * 3)
  return `${String(n).padStart(8, '0')},${first},${last},person${n}@contoso.com,${changed ? 'Senior ' : ''}${pick(titles, n)},${pick(units, n * 5)},D${n % 400},Contoso,${city} HQ,${city},C${n % 30},${10000 + (n % 80000)},Street ${n % 900},+49 89 ${1000000 + n},+49 170 ${1000000 + n},CC-${n % 2000},Employee,Active`
}

/** Writes an HR export of `people` rows; of every hundredth the title is another when `changed`. */
export async function writeHrFile(path: string, people: number, changed: boolean): Promise<void> {
  const file = createWriteStream(path)
  file.write(`${columns.join(',')}\n`)
  for (let start = 0; start < people; start += 5000) {
    let chunk = ''
    for (let n = start; n < Math.min(people, start + 5000); n++)
      chunk += `${row(n, changed && n % 100 === 0)}\n`
    if (!file.write(chunk)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
}
