import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWriter } from '../../main/store/database.ts'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

const day = 86_400_000
const written = 2000

/** One story, told in order: a prune is cancelled while the database is busy, and the next one goes on. */
describe.skipIf(requires('chromium'))('a prune that is cancelled', () => {
  let workbench: Workbench
  const database = () => openWriter(join(workbench.contoso.dir, 'joinery.db'))
  const details = async () => {
    const before = Date.now() - 200 * day
    const { history } = await workbench.contoso.client.call('history.prune', {
      only: 'history',
      before,
      dryRun: true,
    })
    return history?.changes ?? 0
  }

  beforeAll(async () => {
    workbench = await startWorkbench()
    const started = Date.now() - 300 * day
    const db = database()
    db.exec(`
      insert into session (id, started, author, ended) values (1, ${started}, 'anna', ${started + 60_000});
      insert into run (id, session, step, mode, state, started, ended)
        values (1, 1, 'export', 'approved', 'done', ${started}, ${started + 60_000});
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ${written})
        insert into change (system, object, type, operation, attribute, old, new, rule, risk, hash, pattern, decision, state, export_run, name, key)
        select 1, i, 'user', 'update', 'title', '"old ' || i || '"', '"new ' || i || '"', 'r', 0, randomblob(16), '', 'approved', 'confirmed',
          1, 'n' || i, 'CN=n' || i from n`)
    db.close()
  })
  afterAll(() => workbench?.close())

  test('says so, loses nothing, and is gone on with', async () => {
    expect(await details()).toBe(written)
    const page = await workbench.open({ route: '/settings/retention' })
    const errors = listen(page)
    const move = async () => {
      await page.getByRole('button', { name: 'History', exact: true }).click()
      await page
        .getByLabel('Older than the beginning of')
        .fill(new Date(Date.now() - 200 * day).toISOString().slice(0, 10))
      await page.getByRole('button', { name: 'Count what would go' }).click()
      await page.getByRole('button', { name: /^Move [\d,]+ into archives$/ }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Move [\d,]+$/ })
        .click()
    }
    // Somebody else writes into the database: the prune waits where it would take its first rows out.
    const db = database()
    db.exec('begin immediate')
    await move()
    await page.getByRole('button', { name: 'Cancel the prune' }).click()
    db.exec('rollback')
    db.close()
    await page.getByText('The prune was cancelled').waitFor()
    expect(await serious(page)).toEqual([])
    expect(await details()).toBe(written)

    await page.reload()
    await move()
    await page.getByText(/details of 1 session are in archives now$/).waitFor()
    expect(await details()).toBe(0)
    const archives = await workbench.contoso.client.call('archives.list', { verify: true })
    expect(archives.map(({ verdict }) => verdict)).toEqual(archives.map(() => 'whole'))
    const [session] = (await workbench.contoso.client.call('session.list', { limit: 1 })).rows
    expect(session?.pruned?.archives.length).toBeGreaterThan(0)
    expect(errors).toEqual([])
    await page.context().close()
  })
})
