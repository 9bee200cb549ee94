import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { age } from '../fakes/host/years.ts'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

const policies = `- name: Tier 0 is administered by hand
  effect: protect
  systems: [ad]
  under: ['OU=Tier 0,DC=corp,DC=example']

- name: Nobody deletes alone
  effect: two-people
  operations: [delete, disable]
`

/** Height of the first row of a grid, in pixels. */
const rowHeight = (page: Page, row: string) =>
  page
    .locator(row)
    .first()
    .evaluate((element) => element.getBoundingClientRect().height)

describe.skipIf(requires('chromium'))('settings', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench(async (contoso) => {
      mkdirSync(join(contoso.dir, 'policies'))
      writeFileSync(join(contoso.dir, 'policies', 'people.yaml'), policies)
      await contoso.reopen()
      await contoso.run({ kind: 'session' })
    })
  })
  afterAll(() => workbench?.close())

  test.each(['light', 'dark'] as const)('have no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, route: '/settings' })
    const errors = listen(page)
    for (const part of ['Appearance', 'Data', 'Retention', 'Limits and policies', 'Secrets', 'About']) {
      await page.getByRole('heading', { level: 2, name: part, exact: true }).waitFor()
      await expect.poll(() => page.locator('[aria-busy="true"]').count(), { timeout: 20_000 }).toBe(0)
      expect({ part, found: await serious(page) }).toEqual({ part, found: [] })
      await page.keyboard.press('j')
    }
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('theme and density take effect at once, and are there before anything is drawn again', async () => {
    const page = await workbench.open({ route: '/changes' })
    const changes = '[role="treegrid"] .group'
    await page.locator(changes).first().waitFor()
    expect(await rowHeight(page, changes)).toBe(36)
    await page.goto(page.url().replace(/#.*/, '#/identities'))
    const identities = '[role="grid"] .row.line'
    await page.locator(identities).first().waitFor()
    expect(await rowHeight(page, identities)).toBe(32)

    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await page.getByRole('button', { name: 'Compact', exact: true }).click()
    await page.getByRole('button', { name: 'Dark', exact: true }).click()
    const chosen = () =>
      page.evaluate(() => {
        const { theme, density } = document.documentElement.dataset
        return { theme, density }
      })
    expect(await chosen()).toEqual({ theme: 'dark', density: 'compact' })

    // What the document says when its body comes to be, long before our scripts run.
    await page.addInitScript(() => {
      const seen = new MutationObserver(() => {
        if (!document.body) return
        seen.disconnect()
        const { theme, density } = document.documentElement.dataset
        Object.assign(window, { first: { theme, density } })
      })
      seen.observe(document, { childList: true, subtree: true })
    })
    await page.reload()
    await page.getByRole('button', { name: 'Compact', exact: true, pressed: true }).waitFor()
    expect(await page.evaluate(() => (window as unknown as { first: unknown }).first)).toEqual({
      theme: 'dark',
      density: 'compact',
    })

    await page.getByRole('link', { name: /^Identities/ }).click()
    await page.locator(identities).first().waitFor()
    expect(await rowHeight(page, identities)).toBe(28)
    // The rows stand where they are drawn: the second begins where the first ends.
    const tops = await page
      .locator(identities)
      .evaluateAll((rows) => rows.slice(0, 3).map((row) => row.getBoundingClientRect().top))
    expect([tops[1]! - tops[0]!, tops[2]! - tops[1]!]).toEqual([28, 28])
    await page.getByRole('link', { name: /^Changes/ }).click()
    await page.locator(changes).first().waitFor()
    expect(await rowHeight(page, changes)).toBe(32)
    await page.getByRole('link', { name: /^Joins/ }).click()
    await page.locator('.queue-item .queue-cell').first().waitFor()
    expect(await rowHeight(page, '.queue-item')).toBe(44)
    await page.context().close()
  })

  test('formats are those that are chosen, on every screen', async () => {
    const page = await workbench.open({ route: '/settings' })
    const rail = page.getByRole('navigation', { name: 'Workbench' })
    await rail.getByText('1,378').waitFor()
    await page.getByLabel('Formats of dates and numbers').selectOption('de-DE')
    await page.getByText('1.234.567 changes in 8,4 s').waitFor()
    await rail.getByText('1.378').waitFor()
    await page.reload()
    await rail.getByText('1.378').waitFor()
    await page.context().close()
  })

  test('tell where the workspace lies; only the desktop can open the folder', async () => {
    const page = await workbench.open({ route: '/settings/data' })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByText(workbench.contoso.dir, { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Copy the path' }).click()
    await page.getByRole('status').getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(workbench.contoso.dir)
    expect(await page.getByRole('button', { name: 'Open the folder' }).count()).toBe(0)
    await page.getByRole('row', { name: /^Identities 1,119$/ }).waitFor()
    await page.context().close()
  })

  test('say which limits and policies hold, and the line each is written in', async () => {
    const page = await workbench.open({ route: '/settings/protections' })
    const row = (name: RegExp) => page.getByRole('row').filter({ hasText: name })
    await row(/^delete/)
      .getByText(/^workspace\.yaml:\d+$/)
      .waitFor()
    await row(/^groupMembers/)
      .getByText('not written: the default')
      .waitFor()
    await row(/^Nobody deletes alone/)
      .getByText('policies/people.yaml:6', { exact: true })
      .waitFor()
    await page.getByRole('link', { name: 'How limits are written' }).click()
    await page.getByRole('heading', { name: /^Limits/, level: 4 }).waitFor()
    await page.context().close()
  })

  test('name secrets, and nothing of what they are', async () => {
    const page = await workbench.open({ route: '/settings/secrets' })
    await page
      .getByRole('row')
      .filter({ hasText: 'Bearer token' })
      .getByText('from JOINERY_SECRET_SERVICEDESK_TOKEN', { exact: true })
      .waitFor()
    await page.getByText('0 kept, 1 from the environment').waitFor()
    expect(await page.content()).not.toContain('a token for tests only')
    await page.context().close()
  })

  test('retention counts first, then moves what it counted, and says where it is', async () => {
    const { contoso } = workbench
    await contoso.client.call('changes.decide', {
      selection: { filter: { decisions: ['undecided'] } },
      decision: 'approved',
    })
    await contoso.run({ kind: 'export' })
    await contoso.run({ kind: 'confirm' })
    await contoso.run({ kind: 'report' })
    age(contoso, 300)
    const page = await workbench.open({ route: '/settings/retention' })
    const errors = listen(page)
    const count = page.getByRole('button', { name: 'Count what would go' })
    await count.waitFor()
    expect(await count.isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'History', exact: true }).click()
    const field = page.getByLabel('Older than the beginning of')
    await field.fill(new Date().toISOString().slice(0, 10))
    await count.click()
    await page
      .getByRole('alert')
      .getByText(/can be undone/)
      .waitFor()
    const day = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 10)
    await field.fill(day)
    await count.click()
    const dry = (
      await contoso.client.call('history.prune', { only: 'history', before: Date.parse(day), dryRun: true })
    ).history
    // What two people have to approve was not written.
    expect(dry?.changes).toBeGreaterThan(1000)
    const changes = dry?.changes.toLocaleString('en-US')
    await page.getByText(new RegExp(`^${changes} changes, .* of 1 session, about`)).waitFor()
    await page.getByRole('button', { name: /^Move [\d,]+ into archives$/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('There is no way back into it').waitFor()
    expect(await serious(page)).toEqual([])
    await dialog.getByRole('button', { name: /^Move [\d,]+$/ }).click()
    await page.getByText(/details of 1 session are in archives now$/).waitFor({ timeout: 60_000 })
    await page.getByRole('cell', { name: 'archive/history-1.jsonl.gz' }).waitFor()
    await count.click()
    await page.getByText('Nothing would go').waitFor()
    expect((await contoso.client.call('archives.list', { verify: true }))[0]?.verdict).toBe('whole')
    expect(errors).toEqual([])
    await page.context().close()
  })
})
