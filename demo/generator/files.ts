import { adSchema, buildDirectory } from './directory.ts'
import { contractorsCsv, employeesCsv, encodeUtf16 } from './hr-files.ts'
import { countExpected } from './numbers.ts'
import { populate } from './people.ts'
import { seeded } from './random.ts'
import { readme } from './readme.ts'
import { buildServiceDesk } from './service-desk.ts'

/** Each part draws from a seed of its own, so that a change in one leaves the others as they are. */
const seeds = { people: 2026, hr: 310, contractors: 311, directory: 312, serviceDesk: 313 }

/** The generated files of demo/contoso, by name. Pure: the same bytes on every call. */
export function generateFiles(): ReadonlyMap<string, Buffer> {
  const company = populate(seeded(seeds.people))
  const directory = buildDirectory(company, seeded(seeds.directory))
  const desk = buildServiceDesk(company, directory, seeded(seeds.serviceDesk))
  const expected = countExpected(company, directory, desk)
  const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`)
  const jsonLines = (list: readonly unknown[]) => list.map((one) => `${JSON.stringify(one)}\n`).join('')
  return new Map([
    ['hr-employees.csv', Buffer.from(employeesCsv(company, seeded(seeds.hr)))],
    ['hr-contractors.csv', encodeUtf16(contractorsCsv(company, seeded(seeds.contractors)))],
    ['ad-schema.json', json(adSchema)],
    ['ad-objects.jsonl', Buffer.from(jsonLines(directory.objects))],
    ['scim-users.json', Buffer.from(`[\n${desk.users.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`)],
    ['scim-groups.json', json(desk.groups)],
    ['expected.json', json(expected)],
    ['README.md', Buffer.from(readme(expected))],
  ])
}
