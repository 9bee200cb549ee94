import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configSpec } from '../../../connectors/scim/config.ts'
import { profileIds, quirks } from '../../../connectors/scim/profiles.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/connectors/scim.md'), 'utf8')

test.each([...Object.keys(configSpec.fields), ...profileIds, ...Object.keys(quirks.shape)])(
  'the page on SCIM speaks of %s',
  (name) => expect(page).toContain(`\`${name}\``),
)
