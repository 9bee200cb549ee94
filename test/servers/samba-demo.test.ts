import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectedNumbers } from '../../demo/contoso-data.ts'
import type { DemoSummary } from '../../demo/run-demo.ts'
import { requires } from '../requirements.ts'

describe.skipIf(requires('samba'))('npm run demo -- --ad samba', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'joinery-demo-samba-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  test('finds in a real domain what it finds in the local copy, writes it, and a second cycle plans nothing', async () => {
    const main = join(import.meta.dirname, '../../demo/demo-main.ts')
    const args = [main, '--ad', 'samba', '--headless', '--json', '--folder', join(dir, 'contoso')]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const summary = JSON.parse(stdout) as DemoSummary
    const { ad } = expectedNumbers()
    expect(summary.imported.ad).toBe(ad.users + ad.groups + ad.organizationalUnits)
    expect(summary.planned.ad).toMatchObject({
      add: ad.adds,
      update: ad.updatesInAll,
      move: ad.moves,
      disable: ad.disables,
      delete: 0,
    })
    expect(summary).toMatchObject({
      failed: 0,
      unconfirmed: 0,
      secondCyclePlanned: 0,
      ambiguous: ad.ambiguous,
    })
    expect(summary.confirmed).toBe(summary.exported)
  })
})
