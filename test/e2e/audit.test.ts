import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

/** One story, told in order: a whole session is looked through, taken out, and at last tampered with. */
describe.skipIf(requires('chromium'))('the audit', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
    const { contoso } = workbench
    await contoso.run({ kind: 'session' })
    await contoso.client.call('changes.decide', {
      selection: { filter: { decisions: ['undecided'] } },
      decision: 'approved',
      reason: 'agreed with Dana Ochieng',
    })
    for (const kind of ['export', 'confirm', 'report'] as const) await contoso.run({ kind })
  })
  afterAll(() => workbench?.close())

  test('is searched by mouse: text, kind and author, and one entry tells its values and why', async () => {
    const page = await workbench.open({ route: '/audit' })
    const errors = listen(page)
    const grid = page.getByRole('grid', { name: 'Audit entries' })
    await grid.getByRole('row').nth(10).waitFor()
    await page.getByRole('searchbox', { name: 'Search the audit' }).fill('nobody-has-this')
    await page.getByText('No entry matches').waitFor()
    await page.getByRole('searchbox', { name: 'Search the audit' }).fill('jürgen GROß')
    await expect.poll(() => grid.getByRole('row').count()).toBeGreaterThan(1)
    await page.getByRole('button', { name: 'Kind' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Written' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.url()).toContain('event=export')
    const pane = page.getByLabel('Selected entry')
    await grid.getByRole('row').nth(1).click()
    await pane.getByRole('heading', { name: 'Written' }).waitFor()
    await pane
      .getByText(/from .* of hr/)
      .first()
      .waitFor()
    await pane
      .getByText(/^approval/)
      .first()
      .waitFor()
    // The address leads back to the entry and the search.
    const told = await pane.locator('.entry-words').textContent()
    await page.reload()
    await expect.poll(() => pane.locator('.entry-words').textContent()).toBe(told)
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('is gone through by keys to its first entry, and an entry is reached by its number', async () => {
    const page = await workbench.open({ route: '/session' })
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    const grid = page.getByRole('grid', { name: 'Audit entries' })
    const pane = page.getByLabel('Selected entry')
    await pane.getByRole('heading', { level: 2 }).waitFor()
    const first = await pane.locator('.nav').textContent()
    await page.keyboard.press('j')
    await expect.poll(() => pane.locator('.nav').textContent()).not.toBe(first)
    await expect
      .poll(
        async () => {
          await page.keyboard.press('End')
          return pane.locator('.nav').textContent()
        },
        { timeout: 20_000 },
      )
      .toBe('entry 1')
    await page.getByText(/entries in all/).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('#7')
    await expect.poll(() => grid.getByRole('row').count()).toBe(8)
    await page.context().close()
  })

  test('is narrowed by days and by who', async () => {
    const page = await workbench.open({ route: '/audit?to=2001-01-01' })
    await page.getByText('No entry matches').waitFor()
    await page.getByRole('button', { name: 'Show all entries' }).click()
    await page.getByRole('button', { name: 'Who' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Marta Lindqvist' }).waitFor()
    await page.context().close()
  })

  test('is verified and signed, and leaves as CSV', async () => {
    const page = await workbench.open({ route: '/audit' })
    const pane = page.getByLabel('Selected entry')
    await pane
      .getByText(/The audit was signed up to entry/)
      .first()
      .waitFor()
    await page.keyboard.press('v')
    await pane.getByText(/The chain is whole: [\d,]+ entries/).waitFor()
    await pane.getByRole('button', { name: 'Make a checkpoint' }).click()
    await pane.getByText(/^Signed up to entry/).waitFor()
    await page.getByRole('button', { name: 'CSV' }).click()
    await page.getByText(/lines written/).waitFor()
    const path = (await page.locator('.written .code').textContent()) as string
    expect(readFileSync(path, 'utf8')).toContain('agreed with Dana Ochieng')
    await page.context().close()
  })

  test('every report can be ordered, and says where it was written', async () => {
    const page = await workbench.open({ route: '/audit?view=reports' })
    const errors = listen(page)
    const reports = page.getByRole('list', { name: 'Reports' }).getByRole('button')
    await reports.nth(8).waitFor()
    expect(await reports.count()).toBe(9)
    const pane = page.getByLabel('Selected report')
    for (let index = 0; index < 9; index++) {
      await reports.nth(index).click()
      if (index % 2 === 1) await pane.getByRole('button', { name: 'Page', exact: true }).click()
      await pane.getByRole('button', { name: 'Write the report' }).click()
      await pane.getByText(/rows? written/).waitFor()
      const path = (await pane.locator('.code').textContent()) as string
      expect(existsSync(path)).toBe(true)
      expect(path.endsWith(index % 2 === 1 ? '.html' : '.csv')).toBe(true)
    }
    expect(errors).toEqual([])
    await page.context().close()
  })

  test.each([
    ['light', '/audit'],
    ['dark', '/audit'],
    ['light', '/audit?view=reports'],
    ['dark', '/audit?view=reports'],
  ] as const)('has no serious accessibility finding in %s at %s', async (theme, route) => {
    const page = await workbench.open({ theme, route })
    const errors = listen(page)
    await page.locator('.pane').getByRole('heading', { level: 2 }).waitFor()
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('a chain that was broken names the entry and leads to it', async () => {
    const db = new Database(join(workbench.contoso.dir, 'joinery.db'))
    const { id } = db.prepare(`select max(id) as id from audit where event = 'export'`).get() as {
      id: number
    }
    db.exec('drop trigger audit_no_update')
    db.prepare(`update audit set author = 'Somebody else' where id = ?`).run(id)
    db.close()
    const page = await workbench.open({ route: '/audit' })
    const number = id.toLocaleString('en-US')
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await page.getByText(`The chain is broken at entry ${number}`).waitFor()
    await page.getByRole('button', { name: `Show entry ${number}` }).click()
    const pane = page.getByLabel('Selected entry')
    await pane.getByText(`entry ${number}`, { exact: true }).waitFor()
    await pane.getByText(/Somebody else, /).waitFor()
    expect(await serious(page)).toEqual([])
    await page.context().close()
  })
})
