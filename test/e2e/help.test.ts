import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { screenList } from '../../renderer/shell/screenList.ts'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

/** A page of many pictures takes a while on a machine that has other things to do. */
const patient = { timeout: 20_000 }

/** Whether the heading stands at the top of what is seen of the page. */
const isAtTop = (page: Page, heading: string) =>
  page.evaluate((id) => {
    const area = document.querySelector('.help-article')?.getBoundingClientRect()
    const top = document.getElementById(id)?.getBoundingClientRect().top
    return area !== undefined && top !== undefined && top >= area.top && top < area.top + 60
  }, `help-${heading}`)

describe.skipIf(requires('chromium'))('help', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
  })
  afterAll(() => workbench?.close())

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, route: '/help' })
    const errors = listen(page)
    for (const [route, heading] of [
      ['help', 'Documentation'],
      ['help/rules', 'Rules'],
      ['help/command-line', 'Command line'],
      ['help?q=limits', 'Help'],
      ['help/nothing', 'Help has no page “nothing”'],
    ]) {
      await page.evaluate((hash) => {
        location.hash = hash
      }, `#/${route}`)
      await page
        .getByRole('heading', { name: heading as string, exact: true })
        .first()
        .waitFor()
      expect({ route, found: await serious(page) }).toEqual({ route, found: [] })
    }
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('finds a function by keyboard alone, and opens it with what was searched marked', async () => {
    const page = await workbench.open({ route: '/help' })
    const errors = listen(page)
    await page.getByRole('heading', { name: 'Documentation', exact: true }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('dateadd')
    const results = page.getByRole('listbox', { name: 'Results' })
    await results.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    const current = results.locator('[aria-selected="true"]')
    const first = await current.textContent()
    await page.keyboard.press('ArrowDown')
    expect(await results.getByRole('option').nth(1).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('ArrowUp')
    expect(await current.textContent()).toBe(first)
    await page.keyboard.press('Enter')
    await page.getByRole('article', { name: 'Expressions' }).waitFor()
    expect(page.url()).toContain('#/help/expressions#dateaddinterval-value-date?q=dateadd')
    await expect.poll(() => isAtTop(page, 'dateaddinterval-value-date'), patient).toBe(true)
    await page
      .locator('mark', { hasText: /^DateAdd$/ })
      .first()
      .waitFor()
    // What is read is marked among the headings of the page.
    const contents = page.getByRole('navigation', { name: 'On this page' })
    await contents.locator('[aria-current]', { hasText: /^DateAdd$/ }).waitFor()
    await page.getByRole('link', { name: /sections? about dateadd$/ }).click()
    await results.waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('opens by F1 from every screen where it tells of it, and by its link in the list of keys', async () => {
    const page = await workbench.open()
    for (const { name, title } of screenList) {
      await page.evaluate((hash) => {
        location.hash = hash
      }, `#/${name}`)
      await page.getByRole('heading', { level: 1, name: name === 'session' ? /./ : title }).waitFor()
      await page.keyboard.press('F1')
      await page.getByRole('article', { name: 'The workbench' }).waitFor()
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.id), { message: name, ...patient })
        .toBe(`help-${name}`)
    }
    await page.evaluate(() => {
      location.hash = '#/drift'
    })
    await page.getByRole('heading', { level: 1, name: 'Drift' }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('button', { name: 'Help on this screen' }).click()
    await expect.poll(() => page.url(), patient).toContain('#/help/workbench#drift')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('leads from page to page and to headings by its links, and out of the workbench by others', async () => {
    const page = await workbench.open({ route: '/help/connectors/ldap' })
    const article = (name: string) => page.getByRole('article', { name })
    await article('LDAP directory').locator('a[href^="#/help/rules"]').first().click()
    await article('Rules').waitFor()
    const outside = article('Rules').locator('a[href^="https:"]').first()
    expect(await outside.getAttribute('target')).toBe('_blank')
    expect(await outside.getAttribute('rel')).toContain('noreferrer')
    await page.goBack()
    await article('LDAP directory').waitFor()
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'Policies', exact: true })
      .click()
    await article('Policies').waitFor()
    await page.keyboard.press(']')
    await article('Expressions').waitFor()
    await page.context().close()
  })

  test('shows pictures in the theme of the workbench', async () => {
    const page = await workbench.open({ route: '/help/workbench#session', theme: 'dark' })
    const picture = page.getByRole('img', { name: /^The session/ })
    await expect
      .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), patient)
      .toBeGreaterThan(1000)
    expect(await picture.getAttribute('src')).toContain('session-dark')
    await page.context().close()
  })

  test('copies code as it is', async () => {
    const page = await workbench.open({ route: '/help/policies' })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy the code' }).first().click()
    await page.getByRole('status').getByText('Copied').waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toContain('- name: Tier 0 is administered by hand\n  effect: protect\n')
    await page.context().close()
  })
})
