import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SystemSchema } from '../connectors/spi/schema.ts'
import type { TwinSeed } from '../connectors/twin/create.ts'
import type { ExpectedNumbers } from './generator/numbers.ts'

/** Where the files of the Contoso demo are: beside this file, or in the sources when this is part of the bundle. */
export const contosoDir = ['contoso', '../../demo/contoso']
  .map((path) => join(import.meta.dirname, path))
  .find((dir) => existsSync(dir)) as string

const read = (name: string) => readFileSync(join(contosoDir, name), 'utf8')

/** The day the demo's sessions work on. */
export { today as contosoToday } from './generator/people.ts'

/** The service desk's users and groups: plain SCIM core JSON resources with ids. */
export function loadScimSeed(): {
  readonly users: readonly Record<string, unknown>[]
  readonly groups: readonly Record<string, unknown>[]
} {
  return { users: JSON.parse(read('scim-users.json')), groups: JSON.parse(read('scim-groups.json')) }
}

/** The directory, ready for `createTwin`. */
export function adTwinContent(): { readonly schema: SystemSchema; readonly objects: readonly TwinSeed[] } {
  const objects = read('ad-objects.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TwinSeed)
  return { schema: JSON.parse(read('ad-schema.json')), objects }
}

/** What a session over the demo is meant to find. */
export function expectedNumbers(): ExpectedNumbers {
  return JSON.parse(read('expected.json'))
}
