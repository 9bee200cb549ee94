import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
}

test('every dependency is pinned and has its licence and reason on the page of decisions', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >
  const all = { ...dependencies, ...devDependencies }
  const rows = [
    ...read('docs/decisions/0001-dependencies.md').matchAll(/^\| ([@a-z]\S*) +\| (.+?) +\| (.+?) +\|$/gm),
  ]
  const described = new Map(rows.map(([, name, licence, reason]) => [name, { licence, reason }]))
  described.delete('package')
  expect([...described.keys()].sort()).toEqual(Object.keys(all).sort())
  for (const [name, version] of Object.entries(all)) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
    const { license } = JSON.parse(read(`node_modules/${name}/package.json`)) as { license: string }
    expect(described.get(name)?.licence, name).toBe(license)
  }
})
