import type { Company, Person, Standing } from './people.ts'
import { places } from './places.ts'
import type { Random } from './random.ts'

/** Lines of hr-employees.csv (the header is line 1) whose hire_date is no date, and what stands there. */
export const badLines: readonly (readonly [line: number, hireDate: string])[] = [
  [212, '2025-02-30'],
  [640, 'not yet known'],
  [871, '2025-13-01'],
]

const employeeColumns = [
  'employee_id', 'first_name', 'last_name', 'preferred_name', 'email', 'job_title', 'org_unit', 'department', 'location',
  'city', 'country', 'manager_id', 'hire_date', 'termination_date', 'status', 'worker_type', 'phone', 'effective_date',
  'assignment_id', 'primary_assignment',
] as const // biome-ignore format: a table

type EmployeeRow = Record<(typeof employeeColumns)[number], string>

const words: Record<Standing, string> = {
  active: 'Active',
  joiner: 'Active',
  held: 'Active',
  rehire: 'Active',
  prehire: 'Pre-hire',
  leaver: 'Terminated',
  departed: 'Terminated',
  gone: 'Terminated',
}

export const agencyOf = (person: Person): string =>
  ['Fabrikam Staffing', 'Litware Consulting', 'Northwind Engineers', 'Tailspin Talent'][
    Number(person.id.slice(1)) % 4
  ] as string

const field = (value: string, delimiter: string) =>
  value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

const table = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
  delimiter: string,
  end: string,
) =>
  [header, ...rows].map((row) => row.map((value) => field(value, delimiter)).join(delimiter) + end).join('')

/** The employees' export: UTF-8, comma, ISO dates; earlier rows stand before the current one. */
export function employeesCsv(company: Company, random: Random): string {
  const earlier = new Set(company.history)
  const rows = company.employees.flatMap((person) => {
    const current = currentRow(person, earlier.has(person), random)
    return earlier.has(person) ? [earlierRow(person, current, random), current] : [current]
  })
  for (const [line, hireDate] of badLines)
    rows.splice(line - 2, 0, badRow(rows[line - 3] as EmployeeRow, hireDate, random))
  const values = rows.map((row) => employeeColumns.map((column) => row[column]))
  return table(employeeColumns, values, ',', '\n')
}

function currentRow(person: Person, changed: boolean, random: Random): EmployeeRow {
  const rehired = person.standing === 'rehire'
  return {
    employee_id: person.id,
    first_name: person.first,
    last_name: person.last,
    preferred_name: person.preferred ?? '',
    email: person.mail ?? '',
    job_title: person.title,
    org_unit: person.unit,
    department: person.division.name,
    location: person.place.office,
    city: person.place.city,
    country: person.place.country,
    manager_id: person.manager?.id ?? person.unknownManager ?? '',
    hire_date: person.hired,
    // Some HR systems write the end of time where they mean no end.
    termination_date: person.ended ?? (random.between(1, 5) === 1 ? '9999-12-31' : ''),
    status: person.onLeave ? 'Leave' : words[person.standing],
    worker_type: random.between(1, 12) === 1 ? 'Part-time' : 'Regular',
    phone: person.phone.replace('+', '00'),
    effective_date:
      changed && !rehired
        ? `2025-${random.pick(['01', '04', '07', '10'])}-01`
        : (person.ended ?? person.hired),
    assignment_id: `A-${person.id}-${rehired ? 2 : 1}`,
    primary_assignment: 'Y',
  }
}

/** What was true before: another job, or the employment that ended. */
function earlierRow(person: Person, current: EmployeeRow, random: Random): EmployeeRow {
  if (person.standing !== 'rehire') {
    const former = {
      job_title: `Trainee ${person.title}`,
      worker_type: 'Trainee',
      effective_date: person.hired,
    }
    return { ...current, ...former, status: 'Active' }
  }
  const ended = `2025-0${random.between(1, 8)}-15`
  return {
    ...current,
    hire_date: `201${random.between(0, 9)}-05-01`,
    termination_date: ended,
    effective_date: ended,
    status: 'Terminated',
    assignment_id: `A-${person.id}-1`,
    primary_assignment: 'N',
  }
}

/** One more person, whose hire date cannot be read; the number lies between its neighbours'. */
function badRow(before: EmployeeRow, hireDate: string, random: Random): EmployeeRow {
  const id = String(Number(before.employee_id) + 1).padStart(6, '0')
  const place = random.pick(places.slice(0, 5))
  return {
    ...before,
    employee_id: id,
    first_name: random.pick(['Nora', 'Emil', 'Ida', 'Anton']),
    last_name: random.pick(['Seidel', 'Abbott', 'Winter', 'Marsh']),
    preferred_name: '',
    email: '',
    job_title: 'Planner',
    org_unit: 'Logistics',
    department: 'Operations',
    location: place.office,
    city: place.city,
    country: place.country,
    hire_date: hireDate,
    termination_date: '',
    status: 'Active',
    worker_type: 'Regular',
    effective_date: '2025-03-01',
    assignment_id: `A-${id}-1`,
    primary_assignment: 'Y',
  }
}

const contractorColumns = [
  'ContractorNo', 'EmployeeNo', 'GivenName', 'Surname', 'Mail', 'Phone', 'CostUnit', 'Division', 'Role', 'Agency', 'Site',
  'City', 'Country', 'StartDate', 'EndDate', 'State', 'Sponsor',
] as const // biome-ignore format: a table

const usDate = (iso: string) => `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)}`

/** The contractors' export: semicolons, US dates, CRLF; `encodeUtf16` turns it into bytes. */
export function contractorsCsv(company: Company, random: Random): string {
  const own = company.contractors.map((person) => contractorRow(person, person.id, '', random))
  const byNumber = company.twice.byNumber.map((person, i) =>
    contractorRow(person, `C${9001 + i}`, person.id, random),
  )
  const byMail = company.twice.byMail.map((person, i) => contractorRow(person, `C${9101 + i}`, '', random))
  return table(contractorColumns, [...own, ...byNumber, ...byMail], ';', '\r\n')
}

function contractorRow(person: Person, number: string, employeeNumber: string, random: Random): string[] {
  const twice = !person.contractor
  const end = person.ended ?? (twice ? '2026-12-31' : `2026-${random.pick(['06', '09', '12'])}-30`)
  return [
    number,
    employeeNumber,
    person.first,
    person.last,
    // Known by number: the agency has a private address of theirs.
    employeeNumber === '' ? (person.mail ?? '') : `${person.login}@example.net`,
    person.phone.replace('+', '00'),
    person.unit,
    person.division.name,
    person.title,
    twice ? 'Fabrikam Staffing' : agencyOf(person),
    person.place.office,
    person.place.city,
    person.place.country,
    usDate(twice ? '2025-11-03' : person.hired),
    usDate(end),
    person.ended === undefined ? 'Active' : 'Ended',
    sponsor(random),
  ]
}

/** The employee who answers for a contractor: text only, the number is not looked up. */
const sponsor = (random: Random): string => String(1001 + random.between(0, 300) * 3).padStart(6, '0')

/** UTF-16, little endian, with byte order mark, as spreadsheets export "Unicode text". */
export function encodeUtf16(text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
}
