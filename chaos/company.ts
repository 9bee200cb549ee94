/** The people of the workspaces that are killed, as a target holds them before the session and as HR has them. */

export interface Person {
  readonly id: string
  readonly first: string
  readonly last: string
  readonly title: string
  readonly city: string
  readonly status: 'Active' | 'Terminated'
  /** Id of the manager; empty for those who lead. */
  readonly manager: string
}

export const cities = ['Munich', 'Zürich', 'Lyon', 'Porto'] as const
/** Nobody is there before the session: its group is made by it. */
export const newCity = 'Porto'

const known = 30
const joiners = 12

export const nameOf = ({ first, last }: Person): string => `${first} ${last}`
export const loginOf = ({ id }: Person): string => `u${id}`
export const groupOf = (city: string): string => `Everybody in ${city}`

function person(at: number): Person {
  return {
    id: String(10_000 + at),
    first: ['Anna', 'Jürgen', 'Chidi', 'Łukasz'][at % 4] as string,
    last: `Person ${at}`,
    title: at % 10 === 0 ? 'Lead' : 'Analyst',
    city: cities[at % 3] as string,
    status: 'Active',
    manager: at % 10 === 0 ? '' : String(10_000 + at - (at % 10)),
  }
}

/** Whom the target holds before the session. */
export const before: readonly Person[] = Array.from({ length: known }, (_, at) => person(at))

/** What HR says: some got another title, another city, another manager; some left; some are new. */
export const wanted: readonly Person[] = [
  ...before.map((one, at): Person => {
    if (at % 10 === 3) return { ...one, status: 'Terminated' }
    if (at % 10 === 5) return { ...one, city: newCity }
    if (at % 10 === 7) return { ...one, manager: '10000' }
    return at % 2 === 0 ? { ...one, title: `Senior ${one.title}` } : one
  }),
  ...Array.from({ length: joiners }, (_, at) => person(known + at)),
]

export const staffOf = (city: string): readonly Person[] => before.filter((one) => one.city === city)

export function hrFile(): string {
  const rows = wanted.map((one) =>
    [one.id, one.first, one.last, one.title, one.city, one.status, one.manager].join(','),
  )
  return `${['employee_id,first_name,last_name,job_title,city,status,manager_id', ...rows].join('\n')}\n`
}
