import { callNames, loginOf, namesOf } from './names.ts'
import {
  type Division,
  neighbours,
  otherDivisions,
  type Place,
  places,
  salesEmea,
  serviceDeskTitles,
  serviceDivisions,
} from './places.ts'
import type { Random } from './random.ts'

/** The day the story plays on. */
export const today = '2026-03-10'

/**
 * Where a person stands: `active` has an account; `joiner` and `prehire` get one; `held` waits because two people share
 * one mail address; `leaver` still has an enabled account, `departed` a disabled one, `gone` none; `rehire` is back and
 * the account is still disabled.
 */
export type Standing = 'active' | 'joiner' | 'prehire' | 'held' | 'leaver' | 'departed' | 'gone' | 'rehire'

export interface Person {
  readonly id: string
  readonly contractor: boolean
  standing: Standing
  onLeave: boolean
  first: string
  last: string
  preferred: string | undefined
  mail: string | undefined
  login: string
  place: Place
  division: Division
  unit: string
  title: string
  phone: string
  hired: string
  ended: string | undefined
  manager: Person | undefined
  /** A manager's number that no row has. */
  unknownManager: string | undefined
  serviceDesk: 'has' | 'gets' | 'none'
  /** What the directory still holds where it differs from HR. */
  readonly stale: Stale
}

export interface Stale {
  department?: string
  title?: string
  manager?: Person
  phone?: string
  office?: string
  last?: string
  displayName?: string
  place?: Place
  noEmployeeId?: boolean
}

export interface Company {
  readonly employees: readonly Person[]
  /** Contractors who are no employees. */
  readonly contractors: readonly Person[]
  /** Employees who stand in the contractors' file as well: by number, and by mail address. */
  readonly twice: { readonly byNumber: readonly Person[]; readonly byMail: readonly Person[] }
  /** Employees with a row of earlier days. */
  readonly history: readonly Person[]
  readonly heldPairs: readonly (readonly [Person, Person])[]
}

const employeePlan: readonly (readonly [Standing, number])[] = [
  ['prehire', 12], ['joiner', 24], ['held', 8], ['gone', 30], ['departed', 20], ['leaver', 27], ['rehire', 6], ['active', 873],
] // biome-ignore format: a table
const contractorPlan: readonly (readonly [Standing, number])[] = [
  ['joiner', 6], ['gone', 8], ['leaver', 4], ['active', 94],
] // biome-ignore format: a table

/** People whose names are written by hand: those the story tells of. */
const heldNames = [
  ['Jörg', 'Müller', 'Munich', 'Berlin'],
  ['Anna', 'Nowak', 'Warsaw', 'Warsaw'],
  ['Thomas', 'Smith', 'London', 'Manchester'],
  ['Lars', 'Lund', 'Stockholm', 'Copenhagen'],
] as const

/** People with accounts, and newcomers whose logins cannot come from their names. */
const starring = [
  ['Jürgen', 'Großmann', 'Munich', 'active'],
  ['Anneliese', 'Brückner', 'Berlin', 'active'],
  ['Sören', 'Østergaard', 'Copenhagen', 'active'],
  ['Katarzyna', 'Wójcik', 'Warsaw', 'active'],
  ['Łukasz', 'Dąbrowski', 'Warsaw', 'active'],
  ['Zoë', 'Lefèvre', 'Paris', 'active'],
  ['İpek', 'Yıldız', 'Istanbul', 'active'],
  ['Jiří', 'Dvořák', 'Prague', 'active'],
  ['Δημήτρης', 'Μακρής', 'Athens', 'active'],
  ['Иван', 'Петров', 'Sofia', 'active'],
  ['محمد', 'الهاشمي', 'Dubai', 'active'],
  ['花子', '田中', 'Tokyo', 'joiner'],
  ['Ελένη', 'Παπαδόπουλος', 'Athens', 'prehire'],
] as const

const handWritten = new Set([...heldNames, ...starring].map(([first, last]) => `${first} ${last}`))

const placeOf = (city: string): Place => places.find((place) => place.city === city) as Place

/** Everybody at Contoso on the day of the story, and what its directory has missed. */
export function populate(random: Random): Company {
  const used = new Set<string>()
  const employees = plan(random, employeePlan, false, used)
  const contractors = plan(random, contractorPlan, true, used)
  const heldPairs = nameHeldPairs(employees.filter((person) => person.standing === 'held'))
  nameStars(employees)
  shareNames(employees, used)
  assignWork(random, [...employees, ...contractors])
  assignDates(random, [...employees, ...contractors])
  assignManagers(random, employees)
  assignAddresses([...employees, ...contractors])
  forget(random, employees, contractors)
  const active = employees.filter((person) => person.standing === 'active')
  const rehires = employees.filter((person) => person.standing === 'rehire')
  const spread = random.shuffle(active.filter((person) => person.hired < '2024-01-01'))
  const plain = spread.filter((person) => person.stale.noEmployeeId !== true)
  return {
    employees,
    contractors,
    twice: { byNumber: plain.slice(0, 4), byMail: plain.slice(4, 8) },
    history: [...rehires, ...spread.slice(10, 10 + 50 - rehires.length)],
    heldPairs,
  }
}

function plan(
  random: Random,
  standings: readonly (readonly [Standing, number])[],
  contractor: boolean,
  used: Set<string>,
): Person[] {
  const all = random.shuffle(standings.flatMap(([standing, count]) => Array<Standing>(count).fill(standing)))
  return all.map((standing, index) => {
    const place = weighted(random)
    const number = contractor ? `C${2001 + index * 3}` : String(1001 + index * 3).padStart(6, '0')
    return { ...blank(number, contractor, standing, place), ...freshName(random, place, used) }
  })
}

function blank(id: string, contractor: boolean, standing: Standing, place: Place): Person {
  return {
    id,
    contractor,
    standing,
    onLeave: false,
    first: '',
    last: '',
    preferred: undefined,
    mail: undefined,
    login: '',
    place,
    division: salesEmea,
    unit: '',
    title: '',
    phone: '',
    hired: '',
    ended: undefined,
    manager: undefined,
    unknownManager: undefined,
    serviceDesk: 'none',
    stale: {},
  }
}

function weighted(random: Random): Place {
  let left = random.next() * places.reduce((sum, place) => sum + place.weight, 0)
  for (const place of places) {
    left -= place.weight
    if (left < 0) return place
  }
  return places[0] as Place
}

function freshName(random: Random, place: Place, used: Set<string>): { first: string; last: string } {
  const pool = namesOf(place.language)
  for (;;) {
    const name = { first: random.pick(pool.first), last: random.pick(pool.last) }
    const key = `${name.first} ${name.last}`
    if (used.has(key) || handWritten.has(key)) continue
    used.add(key)
    return name
  }
}

/** Two people of one name, one mail address in HR, and one account: only a person can tell whose it is. */
function nameHeldPairs(held: readonly Person[]): (readonly [Person, Person])[] {
  return heldNames.map(([first, last, ...cities], pair) => {
    const two = [held[pair * 2] as Person, held[pair * 2 + 1] as Person] as const
    two.forEach((person, index) => {
      Object.assign(person, { first, last, place: placeOf(cities[index] as string) })
    })
    return two
  })
}

function nameStars(employees: readonly Person[]): void {
  for (const [first, last, city, standing] of starring) {
    const fits = (person: Person) =>
      person.standing === standing && !handWritten.has(`${person.first} ${person.last}`)
    const here = employees.findLast((person) => fits(person) && person.place.city === city)
    const person = here ?? (employees.findLast(fits) as Person)
    Object.assign(person, { first, last, place: placeOf(city) })
  }
}

/** More people of one name in one office, who have addresses and accounts of their own; and a joiner with a namesake elsewhere. */
function shareNames(employees: readonly Person[], used: Set<string>): void {
  const active = employees.filter(({ standing }) => standing === 'active')
  const joiner = employees.find(
    ({ standing, place }) => standing === 'joiner' && place.language === 'german',
  ) as Person
  for (const city of ['Munich', 'London', 'Warsaw']) {
    const [one, other] = active.filter(({ place }) => place.city === city) as [Person, Person]
    used.delete(`${other.first} ${other.last}`)
    Object.assign(other, { first: one.first, last: one.last })
  }
  const namesake = active.findLast(
    ({ place }) => place.language === 'german' && place.city !== joiner.place.city,
  )
  Object.assign(joiner, { first: namesake?.first, last: namesake?.last })
}

const managed = (person: Person) => person.standing === 'active' || person.standing === 'rehire'

function assignWork(random: Random, everybody: readonly Person[]): void {
  const place = (person: Person, division: Division, title?: string) => {
    person.division = division
    person.unit = random.pick(division.units)
    person.title = title ?? random.pick(division.titles)
  }
  const inScope = random.shuffle(everybody.filter(managed))
  inScope.forEach((person, index) => {
    if (index < 279) {
      place(person, random.pick(serviceDivisions))
      person.serviceDesk = 'has'
    } else if (index < 279 + 214) place(person, salesEmea)
    else if (index < 279 + 214 + 58) {
      place(person, random.pick(otherDivisions), random.pick(serviceDeskTitles))
      person.serviceDesk = 'gets'
    } else place(person, random.pick(otherDivisions))
  })
  const leavers = everybody.filter(({ standing, contractor }) => standing === 'leaver' && !contractor)
  leavers.forEach((person, index) => {
    place(person, index < 12 ? random.pick(serviceDivisions) : random.pick(otherDivisions))
    if (index < 12) person.serviceDesk = 'has'
  })
  for (const person of everybody) if (person.unit === '') place(person, random.pick(otherDivisions))
  for (const person of inScope.slice(600, 615)) person.onLeave = !person.contractor
  for (const person of everybody) person.phone = phoneOf(random, person.place)
}

function phoneOf(random: Random, place: Place): string {
  const [country, area] = place.dialling
  return `+${country} ${area} ${random.between(2000, 9899)} ${random.between(1000, 9999)}`
}

function day(random: Random, from: number, to: number): string {
  const pad = (number: number) => String(number).padStart(2, '0')
  return `${random.between(from, to)}-${pad(random.between(1, 12))}-${pad(random.between(1, 28))}`
}

function assignDates(random: Random, everybody: readonly Person[]): void {
  const pad = (number: number) => String(number).padStart(2, '0')
  for (const person of everybody) {
    person.hired = day(random, person.contractor ? 2021 : 2005, 2024)
    if (person.standing === 'joiner') person.hired = `2026-03-${pad(random.between(2, 9))}`
    if (person.standing === 'prehire')
      person.hired = `2026-${random.pick(['03-16', '04-01', '04-15', '05-04'])}`
    if (person.standing === 'rehire') person.hired = `2026-02-${pad(random.between(2, 27))}`
    if (person.standing === 'leaver')
      person.ended = `2026-0${random.between(1, 2)}-${pad(random.between(1, 28))}`
    if (person.standing === 'departed' || person.standing === 'gone') person.ended = day(random, 2025, 2025)
  }
}

/** Team leads, six directors and one at the top; two directors name each other, and one number leads nowhere. */
function assignManagers(random: Random, employees: readonly Person[]): void {
  const able = employees.filter(
    ({ standing, serviceDesk, hired }) =>
      standing === 'active' && serviceDesk !== 'gets' && hired < '2020-01-01',
  )
  const [top, ...rest] = able as [Person, ...Person[]]
  const directors = rest.slice(0, 6)
  const leads = rest.slice(6, 66)
  top.title = 'Chief Executive Officer'
  for (const director of directors) {
    director.manager = top
    director.title = `Director ${director.unit}`
  }
  for (const lead of leads) {
    lead.manager = random.pick(directors)
    lead.title = `Head of ${lead.unit}`
  }
  const lines = new Set([top, ...directors, ...leads])
  for (const person of employees) if (!lines.has(person)) person.manager = random.pick(leads)
  const [one, other] = directors as [Person, Person]
  one.manager = other
  other.manager = one
  const orphan = employees.findLast((person) => person.standing === 'active' && !lines.has(person)) as Person
  orphan.manager = undefined
  orphan.unknownManager = '009999'
}

/** Mail addresses and logins; whoever has no account yet has no address either. */
function assignAddresses(everybody: readonly Person[]): void {
  const taken = new Map<string, Person>()
  const newcomers = new Set<Standing>(['joiner', 'prehire'])
  for (const person of everybody) {
    if (newcomers.has(person.standing)) continue
    const base = loginOf(person.first, person.last)
    let login = base === '' ? `u${person.id.toLowerCase()}` : base
    for (let n = 2; taken.has(login) && taken.get(login)?.standing !== 'held'; n++) login = `${base}${n}`
    taken.set(login, person)
    person.login = login
    person.mail = `${login}@contoso.com`
  }
}

/** What the directory has not learned yet. */
function forget(random: Random, employees: readonly Person[], contractors: readonly Person[]): void {
  const inScope = [...employees, ...contractors].filter(managed)
  const draw = (count: number, fits: (person: Person) => boolean = () => true) =>
    random.shuffle(inScope.filter(fits)).slice(0, count)
  for (const person of inScope) if (person.division === salesEmea) person.stale.department = 'Sales'
  for (const person of draw(64)) person.stale.title = formerTitle(person.title)
  const managers = [...new Set(employees.flatMap(({ manager }) => manager ?? []))].filter(
    (one) => one.standing === 'active',
  )
  for (const person of draw(97, (one) => one.manager !== undefined)) {
    person.stale.manager = random.pick(managers.filter((one) => one !== person.manager && one !== person))
  }
  for (const person of draw(388)) person.stale.phone = person.phone.replace(/^\+\d+ /, '0')
  for (const person of draw(161)) person.stale.office = person.place.formerOffice
  renameAndMove(random, draw)
  for (const person of draw(50, (one) => one.standing === 'active' && !one.contractor))
    person.stale.noEmployeeId = true
}

function formerTitle(title: string): string {
  if (title.startsWith('Head of ')) return title.replace('Head of', 'Deputy Head of')
  if (title.startsWith('Director ')) return `Acting ${title}`
  return title.startsWith('Chief ') ? 'Managing Director' : `Junior ${title}`
}

function renameAndMove(
  random: Random,
  draw: (count: number, fits: (person: Person) => boolean) => Person[],
): void {
  for (const person of draw(
    10,
    ({ contractor, place, first, last }) =>
      !contractor && place.language === 'german' && !handWritten.has(`${first} ${last}`),
  )) {
    const names = namesOf(person.place.language).last.filter((name) => name !== person.last)
    person.stale.last = person.last
    person.stale.displayName = `${person.first} ${person.last}`
    person.last = random.pick(names)
  }
  for (const person of draw(
    9,
    (one) => callNames[one.first] !== undefined && !one.contractor && one.stale.last === undefined,
  )) {
    person.preferred = callNames[person.first]
    person.stale.displayName = `${person.first} ${person.last}`
  }
  for (const person of draw(
    16,
    (one) => one.standing === 'active' && neighbours[one.place.city] !== undefined,
  )) {
    person.stale.place = placeOf(neighbours[person.place.city] as string)
  }
}

/** What people are called in displays: the name they go by, else the one in the contract. */
export function displayNameOf(person: Person): string {
  return `${person.preferred ?? person.first} ${person.last}`
}
