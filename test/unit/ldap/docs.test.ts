import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configSpec } from '../../../connectors/ldap/config.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/connectors/ldap.md'), 'utf8')

test.each(Object.keys(configSpec.fields))('the page on LDAP directories speaks of %s', (name) =>
  expect(page).toContain(`\`${name}\``),
)
