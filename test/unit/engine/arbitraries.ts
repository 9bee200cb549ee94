import fc from 'fast-check'
import type { Value } from '../../../connectors/spi/value.ts'
import { type SystemName, systemNames } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'

export const departments = ['IT', 'Sales', 'Legal'] as const
const firstNames = ['Anna', 'Jo', 'Amir'] as const
const lastNames = ['Nowak', 'Lee', 'Weiss'] as const

export interface Person {
  readonly first: string
  readonly last: string
  readonly dept: string
  readonly status: 'Active' | 'Left'
  readonly mail: string | undefined
  readonly phone: string | undefined
  /** In scope of the HR rule or not. */
  readonly kind: 'Normal' | 'Test'
  readonly manager: number | undefined
  /** Which HR sources know the person. */
  readonly sources: 'hr' | 'contractors' | 'both'
  /** What the directory already has. */
  readonly account: 'none' | 'byId' | 'byMail' | 'service' | 'stranger'
  readonly accountManager: number | undefined
  readonly accountDisabled: boolean
  /** The application has no inbound rule: its accounts are found from the identity's side only. */
  readonly inApp: boolean
}

export interface Company {
  readonly people: readonly Person[]
  /** Members of each team by index of person. */
  readonly teams: readonly (readonly number[])[]
}

const index = fc.nat({ max: 5 })
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })

const person = fc.record<Person>({
  first: fc.constantFrom(...firstNames),
  last: fc.constantFrom(...lastNames),
  dept: fc.constantFrom(...departments),
  status: fc.constantFrom('Active', 'Active', 'Left'),
  mail: optional(fc.constantFrom('a@t', 'b@t', 'c@t', 'd@t')),
  phone: optional(fc.constantFrom('1', '2')),
  kind: fc.constantFrom('Normal', 'Normal', 'Normal', 'Test'),
  manager: optional(index),
  sources: fc.constantFrom('hr', 'hr', 'contractors', 'both'),
  account: fc.constantFrom('none', 'none', 'byId', 'byMail', 'service', 'stranger'),
  accountManager: optional(index),
  accountDisabled: fc.boolean(),
  inApp: fc.boolean(),
})

/** Any company: shared names and addresses, accounts of nobody, people known twice, managers who manage themselves. */
export const company: fc.Arbitrary<Company> = fc.record({
  people: fc.array(person, { minLength: 1, maxLength: 6 }),
  teams: fc.array(fc.uniqueArray(index, { maxLength: 4 }), { maxLength: 2 }),
})

/** A company in which nobody is mistaken for somebody else: names and addresses are one's own, and so are accounts. */
export const plainCompany: fc.Arbitrary<Company> = company.map(({ people, teams }) => ({
  teams,
  people: people.map((one, i) => ({
    ...one,
    first: `P${i}`,
    last: `Person${i}`,
    mail: one.mail === undefined && one.account !== 'byMail' ? undefined : `p${i}@t`,
    // Of a person known twice both sources tell the same, so that it does not show which came first.
    account: one.account === 'byMail' && one.sources === 'contractors' ? ('byId' as const) : one.account,
  })),
}))

const defined = (attributes: Readonly<Record<string, Value | undefined>>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  )

const idOf = (i: number): string => `E${i}`
const pick = (i: number | undefined, count: number): number | undefined =>
  i === undefined ? undefined : i % count

export function putEmployee(world: World, i: number, one: Person, count: number): void {
  const manager = pick(one.manager, count)
  const { first, last, dept, status, mail, phone, kind } = one
  world.systems.hr.put(idOf(i), {
    type: 'employee',
    attributes: defined({ id: idOf(i), first, last, dept, status, mail, phone, kind, badge: `B${i}` }),
    references: manager === undefined ? {} : { manager: [idOf(manager)] },
  })
}

function putAccount(world: World, i: number, one: Person): void {
  const { ad } = world.systems
  const service = one.account === 'service'
  ad.put(`g${i}`, {
    type: 'user',
    dn: `CN=old ${i},OU=Old,DC=t`,
    attributes: defined({
      sAMAccountName: service ? `svc-${i}` : `old${i}`,
      employeeID: one.account === 'byId' || service ? idOf(i) : undefined,
      mail: one.account === 'byMail' ? one.mail : undefined,
      displayName: one.first,
      userAccountControl: one.accountDisabled ? 514 : 512,
    }),
  })
}

export function putTeam(world: World, i: number, members: readonly number[], count: number): void {
  world.systems.hr.put(`T${i}`, {
    type: 'team',
    attributes: { teamId: `T${i}`, name: `Team ${i}` },
    references: { members: [...new Set(members.map((member) => idOf(member % count)))] },
  })
}

/** Runs a check over a world and closes it, whatever becomes of the check. */
export function over<T>(world: World, check: (world: World) => T): T {
  try {
    return check(world)
  } finally {
    world.close()
  }
}

/** Fills the systems of a world with a company; nothing is imported yet. */
export function found({ people, teams }: Company, world = new World()): World {
  const { contractors, ad } = world.systems
  people.forEach((one, i) => {
    if (one.sources !== 'contractors') putEmployee(world, i, one, people.length)
    const { first, last, dept, status, phone } = one
    if (one.sources !== 'hr')
      contractors.put(`C${i}`, {
        type: 'contractor',
        attributes: defined({ empId: idOf(i), first, last, dept, status, phone }),
      })
    if (one.account !== 'none') putAccount(world, i, one)
    if (one.inApp)
      world.systems.app.put(`a${i}`, {
        type: 'account',
        attributes: { userName: `app${i}`, externalId: idOf(i), active: true },
      })
  })
  people.forEach((one, i) => {
    const manager = ad.objects.has(`g${i}`) ? pick(one.accountManager, people.length) : undefined
    const account = ad.objects.get(`g${i}`)
    if (account !== undefined && manager !== undefined && ad.objects.has(`g${manager}`))
      account.references.manager = [`g${manager}`]
  })
  teams.forEach((members, i) => {
    putTeam(world, i, members, people.length)
  })
  return world
}

/** Something that happens to a company between two sessions. */
export type Edit =
  | { readonly what: 'department'; readonly who: number; readonly value: string }
  | { readonly what: 'status'; readonly who: number; readonly value: 'Active' | 'Left' }
  | { readonly what: 'phone'; readonly who: number; readonly value: string | undefined }
  | { readonly what: 'kind'; readonly who: number; readonly value: 'Normal' | 'Test' }
  | { readonly what: 'manager'; readonly who: number; readonly value: number | undefined }
  | { readonly what: 'vanish'; readonly who: number; readonly value: SystemName }
  | { readonly what: 'team'; readonly who: number; readonly value: readonly number[] }
  | { readonly what: 'appear'; readonly who: number; readonly value: Person }
  | { readonly what: 'drift'; readonly who: number; readonly value: string }
  /** Somebody makes an account in the directory that has the name a person would get. */
  | { readonly what: 'stranger'; readonly who: number; readonly value: boolean }

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ what: fc.constant('department' as const), who: index, value: fc.constantFrom(...departments) }),
  fc.record({
    what: fc.constant('status' as const),
    who: index,
    value: fc.constantFrom('Active' as const, 'Left' as const),
  }),
  fc.record({
    what: fc.constant('phone' as const),
    who: index,
    value: optional(fc.constantFrom('1', '2', '3')),
  }),
  fc.record({
    what: fc.constant('kind' as const),
    who: index,
    value: fc.constantFrom('Normal' as const, 'Test' as const),
  }),
  fc.record({ what: fc.constant('manager' as const), who: index, value: optional(index) }),
  fc.record({
    what: fc.constant('vanish' as const),
    who: index,
    value: fc.constantFrom(...systemNames),
  }),
  fc.record({
    what: fc.constant('team' as const),
    who: index,
    value: fc.uniqueArray(index, { maxLength: 4 }),
  }),
  fc.record({ what: fc.constant('appear' as const), who: index, value: person }),
  fc.record({ what: fc.constant('drift' as const), who: index, value: fc.constantFrom(...departments) }),
  fc.record({ what: fc.constant('stranger' as const), who: index, value: fc.boolean() }),
)

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(edit, { minLength: 1, maxLength: 4 })

const spaces: readonly SystemName[] = ['hr', 'contractors']

/** Lets an edit happen in the systems of a world. */
export function apply(world: World, { people }: Company, { what, who, value }: Edit): void {
  const i = who % people.length
  const { hr, ad } = world.systems
  const rows = spaces.flatMap(
    (name) => world.systems[name].objects.get(name === 'hr' ? idOf(i) : `C${i}`) ?? [],
  )
  const set = (name: string, next: Value | undefined): void => {
    for (const row of rows) {
      if (next === undefined) delete row.attributes[name]
      else row.attributes[name] = next
    }
  }
  switch (what) {
    case 'department':
      set('dept', value)
      return
    case 'status':
    case 'kind':
      set(what, value)
      return
    case 'phone': {
      // In one source only: the other may hold the same value and stay.
      const row = hr.objects.get(idOf(i))
      if (row !== undefined && value !== undefined) row.attributes.phone = value
      else delete row?.attributes.phone
      return
    }
    case 'stranger': {
      const { first, last, dept } = people[i] as Person
      const name = `${first.slice(0, 1)}${last}`.toLowerCase()
      const accounts = [...ad.objects.values()]
      const dn = value ? `CN=${first} ${last},OU=${dept},DC=t` : `CN=stranger ${i},DC=t`
      if (!accounts.some((one) => one.attributes.sAMAccountName === name || one.dn === dn))
        ad.put(`s${i}`, { type: 'user', dn, attributes: { sAMAccountName: name, userAccountControl: 512 } })
      return
    }
    case 'manager': {
      const row = hr.objects.get(idOf(i))
      if (row !== undefined)
        row.references = value === undefined ? {} : { manager: [idOf(value % people.length)] }
      return
    }
    case 'vanish':
      world.systems[value].remove(`${{ hr: 'E', contractors: 'C', ad: 'g', app: 'a' }[value]}${i}`)
      return
    case 'team':
      putTeam(world, who % 2, value, people.length)
      return
    case 'appear':
      putEmployee(world, i, value, people.length)
      return
    case 'drift': {
      const accounts = [...ad.objects.values()].filter((object) => object.type === 'user')
      const account = accounts[who % Math.max(1, accounts.length)]
      if (account !== undefined) account.attributes.department = value
    }
  }
}
