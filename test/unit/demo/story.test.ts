import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isBelow, parseDn } from '../../../connectors/kit/dn.ts'
import type { TwinSeed } from '../../../connectors/twin/create.ts'
import {
  adTwinContent,
  contosoDir,
  contosoToday,
  expectedNumbers,
  loadScimSeed,
} from '../../../demo/contoso-data.ts'
import { contractorRows, currentEmployees, employeeRows, isDate, type Row } from './files.ts'

const expected = expectedNumbers()
const rows = employeeRows()
const employees = [...currentEmployees(contosoToday).values()]
const contractors = contractorRows()
const users = adTwinContent().objects.filter(({ type }) => type === 'user')
const desk = loadScimSeed()

interface Known {
  readonly number: string
  readonly mail: string
  readonly status: string
  readonly row: Row
}

/** Both HR files as one list of people, put together by hand. */
const people: Known[] = employees.map((row) => ({
  number: row.employee_id as string,
  mail: row.email as string,
  status: row.status as string,
  row,
}))
const also = contractors.filter((row) =>
  people.some(({ number, mail }) => row.EmployeeNo === number || (row.Mail !== '' && row.Mail === mail)),
)
for (const row of contractors) {
  if (also.includes(row)) continue
  const status = row.State === 'Active' ? 'Active' : 'Terminated'
  people.push({ number: row.ContractorNo as string, mail: row.Mail as string, status, row })
}
const byNumber = new Map(people.map((person) => [person.number, person]))
const byMail = Map.groupBy(
  people.filter(({ mail }) => mail !== ''),
  ({ mail }) => mail.toLowerCase(),
)
const plain = users.filter(({ attributes }) => !String(attributes.sAMAccountName).startsWith('svc-'))
const matches = (user: TwinSeed): readonly Known[] => {
  const known = byNumber.get(String(user.attributes.employeeID))
  if (known) return [known]
  return byMail.get(String(user.attributes.mail).toLowerCase()) ?? []
}
const joined = plain.flatMap((user) => {
  const found = matches(user)
  return found.length === 1 ? [{ user, person: found[0] as Known }] : []
})
const owners = new Set(joined.map(({ person }) => person))
const atWork = joined.filter(({ person }) => ['Active', 'Leave'].includes(person.status))

describe('HR employees', () => {
  it('has the rows and people of the story', () => {
    expect(rows.length).toBe(1053)
    expect(employees.length).toBe(1000)
    expect(expected.hr).toEqual({ rows: 1053, people: 1000, rejected: 3 })
    expect(
      rows.every((row) => Object.keys(row).length === 20 && /^\d{6}$/.test(row.employee_id as string)),
    ).toBe(true)
  })

  it('has three hire dates that are none, in the lines the documentation names', () => {
    const lines = rows.flatMap((row, index) => (isDate(row.hire_date) ? [] : [index + 2]))
    expect(lines).toEqual([212, 640, 871])
    for (const line of lines) expect(byNumber.has(rows[line - 2]?.employee_id as string)).toBe(false)
  })

  it('has people who come, and people who came back', () => {
    const prehires = employees.filter((row) => (row.hire_date as string) > contosoToday)
    expect(prehires.length).toBe(12)
    expect(prehires.every((row) => row.status === 'Pre-hire')).toBe(true)
    const secondary = rows.filter((row) => row.primary_assignment === 'N')
    expect(secondary.length).toBe(6)
    for (const row of secondary) {
      expect(row.status).toBe('Terminated')
      expect(byNumber.get(row.employee_id as string)?.status).toBe('Active')
    }
  })

  it('has one circle of managers and one number that leads nowhere', () => {
    const managers = new Map(employees.map((row) => [row.employee_id as string, row.manager_id as string]))
    const nowhere = [...managers.values()].filter((number) => number !== '' && !managers.has(number))
    expect(nowhere).toEqual(['009999'])
    const circular = [...managers].filter(([number, manager]) => managers.get(manager) === number)
    expect(circular.length).toBe(2)
  })

  it('has names of many scripts, and several people of one name', () => {
    const names = employees.map((row) => `${row.first_name} ${row.last_name}`)
    for (const script of ['Cyrillic', 'Greek', 'Han', 'Arabic']) {
      expect(
        names.some((name) => new RegExp(`\\p{Script=${script}}`, 'u').test(name)),
        script,
      ).toBe(true)
    }
    for (const star of ['Jürgen Großmann', 'Łukasz Dąbrowski', 'İpek Yıldız', '花子 田中'])
      expect(names).toContain(star)
    const shared = [...Map.groupBy(names, (name) => name).values()].filter((same) => same.length > 1)
    expect(shared.length).toBeGreaterThanOrEqual(7)
  })
})

it('lists contractors, eight of them employees as well: four by number, four by mail', () => {
  expect(contractors.length).toBe(expected.contractors.rows)
  expect(also.length).toBe(expected.contractors.alsoEmployees)
  expect(also.filter((row) => row.EmployeeNo !== '').length).toBe(4)
  expect(contractors.every((row) => /^\d\d\/\d\d\/\d{4}$/.test(row.StartDate as string))).toBe(true)
  expect(people.length).toBe(expected.metaverse.people)
})

describe('Active Directory', () => {
  it('joins as the documentation says', () => {
    expect(users.length).toBe(expected.ad.users)
    expect(users.length - plain.length).toBe(expected.ad.filtered)
    expect(joined.length).toBe(expected.ad.joined)
    expect(owners.size).toBe(joined.length)
    expect(joined.filter(({ user }) => user.attributes.employeeID === undefined).length).toBe(
      expected.ad.joinedByMail,
    )
    expect(plain.filter((user) => matches(user).length > 1).length).toBe(expected.ad.ambiguous)
    expect(plain.filter((user) => matches(user).length === 0).length).toBe(expected.ad.unmatched)
  })

  it('lacks the accounts it is meant to get', () => {
    const missing = people.filter((person) => !owners.has(person))
    const held = missing.filter(({ mail }) => (byMail.get(mail.toLowerCase())?.length ?? 0) > 1)
    const wanted = missing.filter((person) => person.status !== 'Terminated' && !held.includes(person))
    expect(held.length).toBe(expected.ad.heldPeople)
    expect(wanted.length).toBe(expected.ad.adds)
    expect(missing.length - wanted.length).toBe(expected.ad.peopleWithoutAccount)
    expect(wanted.every(({ mail }) => mail === '')).toBe(true)
  })

  it('has enabled accounts of leavers, and disabled ones of people who are back', () => {
    const disabled = ({ attributes }: TwinSeed) => (Number(attributes.userAccountControl) & 2) === 2
    const left = joined.filter(({ person }) => person.status === 'Terminated')
    expect(left.filter(({ user }) => !disabled(user)).length).toBe(expected.ad.disables)
    expect(atWork.filter(({ user }) => disabled(user)).length).toBe(expected.ad.updates.userAccountControl)
  })

  it.each([
    ['department', 'org_unit', 'CostUnit'],
    ['title', 'job_title', 'Role'],
    ['physicalDeliveryOfficeName', 'location', 'Site'],
    ['l', 'city', 'City'],
    ['sn', 'last_name', 'Surname'],
  ])('differs from HR in %s as often as the documentation says', (attribute, ours, theirs) => {
    const stale = atWork.filter(
      ({ user, person }) => user.attributes[attribute] !== (person.row[ours] ?? person.row[theirs]),
    )
    expect(stale.length).toBe(expected.ad.updates[attribute])
  })

  it('differs in phone numbers and managers as often as the documentation says', () => {
    const phone = ({ row }: Known) => (row.phone ?? row.Phone)?.replace(/^00/, '+')
    expect(
      atWork.filter(({ user, person }) => user.attributes.telephoneNumber !== phone(person)).length,
    ).toBe(expected.ad.updates.telephoneNumber)
    const dnOf = new Map(joined.map(({ user, person }) => [person.number, user.dn]))
    const stale = atWork.filter(({ user, person }) => {
      const manager = dnOf.get(person.row.manager_id ?? '')
      return manager !== undefined && user.references?.manager?.[0] !== manager
    })
    expect(stale.length).toBe(expected.ad.updates.manager)
  })

  it('has accounts outside of the container of their city', () => {
    const elsewhere = atWork.filter(({ user, person }) => {
      const city = person.row.city ?? person.row.City
      return !isBelow(user.dn, `OU=${city},OU=People,DC=corp,DC=contoso,DC=com`)
    })
    expect(elsewhere.length).toBe(expected.ad.moves)
  })

  it('has DNs that can be read', () => {
    for (const { dn } of adTwinContent().objects) expect(parseDn(dn).length).toBeGreaterThan(3)
  })
})

describe('the service desk', () => {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
  const text = (user: Record<string, unknown>, key: string) => String(user[key] ?? '')
  const owner = (user: Record<string, unknown>) =>
    byNumber.get(text(user, 'externalId')) ?? byMail.get(text(user, 'userName'))?.[0]
  const serviceDivisions = ['IT', 'Customer Support']
  const titles = ['Service Desk Agent', 'Service Desk Lead', 'Incident Coordinator']
  const entitled = people.filter(({ status, row }) => {
    const atWork = ['Active', 'Leave'].includes(status)
    const serves = serviceDivisions.includes((row.department ?? row.Division) as string)
    return atWork && (serves || titles.includes((row.job_title ?? row.Role) as string))
  })

  it('joins, provisions and disables as the documentation says', () => {
    const owned = desk.users.map(owner).filter((person) => person !== undefined)
    expect(desk.users.length).toBe(expected.servicedesk.users)
    expect(owned.length).toBe(expected.servicedesk.joined)
    expect(new Set(owned).size).toBe(owned.length)
    expect(entitled.filter((person) => !owned.includes(person)).length).toBe(expected.servicedesk.adds)
    expect(owned.filter((person) => !entitled.includes(person)).length).toBe(expected.servicedesk.disables)
    expect(entitled.every(({ mail }) => mail !== '')).toBe(true)
  })

  it('differs from HR as often as the documentation says', () => {
    const served = desk.users.flatMap((user) => {
      const person = owner(user)
      return person && entitled.includes(person) ? [{ user, row: person.row }] : []
    })
    const { updates } = expected.servicedesk
    expect(served.filter(({ user }) => user.externalId === undefined).length).toBe(updates.externalId)
    expect(served.filter(({ user, row }) => user.title !== (row.job_title ?? row.Role)).length).toBe(
      updates.title,
    )
    const department = (user: Record<string, unknown>) =>
      (user[enterprise] as Record<string, unknown>).department
    const unit = (row: Row) => row.org_unit ?? row.CostUnit
    expect(served.filter(({ user, row }) => department(user) !== unit(row)).length).toBe(updates.department)
  })

  it('refers to its own users only', () => {
    const ids = new Set(desk.users.map((user) => user.id))
    expect(ids.size).toBe(desk.users.length)
    const members = desk.groups.flatMap((group) => group.members as { value: string }[])
    expect(members.length).toBeGreaterThan(100)
    for (const { value } of members) expect(ids.has(value)).toBe(true)
    for (const user of desk.users) {
      const manager = (user[enterprise] as { manager?: { value: string } } | undefined)?.manager
      if (manager) expect(ids.has(manager.value)).toBe(true)
    }
  })
})

it('says the numbers in its README', () => {
  const readme = readFileSync(join(contosoDir, 'README.md'), 'utf8')
  expect(readme).toContain(`| AD users joined | ${joined.length} |`)
  expect(readme).toContain('lines 212, 640, 871')
})
