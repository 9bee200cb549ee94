import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { functionReference } from '../../../main/expressions/reference.ts'

test('docs/expressions.md describes the functions that are there (npm run docs writes it)', () => {
  const document = readFileSync(new URL('../../../docs/expressions.md', import.meta.url), 'utf8')
  expect(document.endsWith(functionReference())).toBe(true)
})
