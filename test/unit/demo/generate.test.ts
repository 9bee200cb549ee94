import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contosoDir } from '../../../demo/contoso-data.ts'
import { generateFiles } from '../../../demo/generator/files.ts'

it('generates the files of the repository again, byte for byte', () => {
  const files = generateFiles()
  expect([...files.keys()].toSorted()).toEqual([
    'README.md',
    'ad-objects.jsonl',
    'ad-schema.json',
    'expected.json',
    'hr-contractors.csv',
    'hr-employees.csv',
    'scim-groups.json',
    'scim-users.json',
  ])
  for (const [name, content] of files) {
    expect(readFileSync(join(contosoDir, name)).equals(content), `${name}: run node demo/generate.ts`).toBe(
      true,
    )
  }
})
