import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

const field = (page: Page) => page.getByRole('combobox', { name: 'Find anything' })
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

describe.skipIf(requires('chromium'))('find anything', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
    await workbench.contoso.run({ kind: 'session', mode: 'full' })
  })
  afterAll(() => workbench?.close())

  test('opens by keys and by its button, and gives the focus back', async () => {
    const page = await workbench.open({ route: '/changes' })
    const errors = listen(page)
    await heading(page, 'Changes').waitFor()
    await page.getByRole('searchbox').focus()
    await page.keyboard.press('Control+k')
    await field(page).waitFor()
    await expect.poll(() => field(page).evaluate((input) => input === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    await field(page).waitFor({ state: 'detached' })
    await expect
      .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).type))
      .toBe('search')
    await page.getByRole('button', { name: /^Find anything/ }).click()
    await field(page).waitFor()
    // The keys that opened it close it as well, and never reach the browser.
    await page.keyboard.press('Control+k')
    await field(page).waitFor({ state: 'detached' })
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('begins with the next step, where one was, and the screens', async () => {
    const page = await workbench.open({ route: '/session' })
    await heading(page, /^Session/).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await heading(page, 'Drift').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('group', { name: 'Next step' }).getByRole('option').waitFor()
    const recent = page.getByRole('group', { name: 'Recent places' })
    await recent.getByRole('option', { name: /^Session 1/ }).click()
    await heading(page, 'Session 1').waitFor()
    await field(page).waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('finds a person in any spelling, the pending changes, the account and its DN', async () => {
    const page = await workbench.open()
    const errors = listen(page)
    await page.keyboard.press('Control+k')
    await field(page).fill('grossmann jurgen')
    const people = page.getByRole('group', { name: 'Identities' })
    await people.getByRole('option', { name: /^Jürgen Großmann/ }).waitFor()
    await page.keyboard.press('Enter')
    await heading(page, 'Jürgen Großmann').waitFor()

    await page.keyboard.press('Control+k')
    await field(page).fill('CN=Großmann')
    const objects = page.getByRole('group', { name: 'Objects in connector spaces' })
    await objects.getByRole('option').first().click()
    await page.getByLabel('Selected object').getByRole('heading', { level: 2 }).waitFor()
    expect(page.url()).toContain('/systems/ad?view=objects')

    await page.keyboard.press('Control+k')
    await field(page).fill('Jürgen Großmann')
    await page
      .getByRole('group', { name: 'Pending changes of' })
      .getByRole('option', { name: /^Jürgen Großmann/ })
      .click()
    await heading(page, 'Changes').waitFor()
    await page.getByRole('treegrid').getByText('Jürgen Großmann').first().waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('waits for the answer when Enter comes before it', async () => {
    const page = await workbench.open()
    await heading(page, /^Session/).waitFor()
    await page.keyboard.press('Control+k')
    await field(page).fill('jürgen großmann')
    await page.keyboard.press('Enter')
    await heading(page, 'Jürgen Großmann').waitFor()
    await page.context().close()
  })

  test('finds rules, systems, sessions and runs', async () => {
    const page = await workbench.open()
    const pick = async (text: string, name: RegExp) => {
      await page.keyboard.press('Control+k')
      await field(page).fill(text)
      await option(page, name).click()
      await field(page).waitFor({ state: 'detached' })
    }
    await pick('in from ad', /^In from AD – User/)
    await heading(page, 'Rules').waitFor()
    expect(page.url()).toContain('/rules/')
    await pick('active', /^Active Directory/)
    await page.getByRole('heading', { level: 2, name: 'Active Directory' }).waitFor()
    await pick('session 1', /^Session 1/)
    await heading(page, 'History').waitFor()
    expect(page.url()).toContain('/history/1')
    await pick('run 1', /^Run 1: Import/)
    expect(page.url()).toContain('/history/1')
    await page.keyboard.press('Control+k')
    await field(page).fill('session 4711')
    await page.getByText('Nothing is called “session 4711”').waitFor()
    await page.context().close()
  })

  test('does what it says: the theme, the keys, a step', async () => {
    const page = await workbench.open()
    await heading(page, /^Session/).waitFor()
    const press = async (text: string) => {
      await page.keyboard.press('Control+k')
      await field(page).fill(text)
      await option(page, new RegExp(`^${text}`, 'i'))
        .first()
        .waitFor()
      await page.keyboard.press('Enter')
    }
    await press('theme: dark')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
    await press('all keys')
    const keys = page.getByRole('heading', { name: 'All keys' })
    await keys.waitFor()
    // The dialog takes the focus before a key can close it.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null))
      .toBe(true)
    await page.keyboard.press('Escape')
    await keys.waitFor({ state: 'detached' })
    const runs = () => workbench.contoso.host.call('runs.list', { limit: 1 })
    const before = await runs()
    await press('synchronize everything')
    // The last run before this one was a synchronization too: a later one is meant.
    await expect
      .poll(async () => (await runs()).rows.filter(({ id }) => id !== before.rows[0]?.id), {
        timeout: 30_000,
      })
      .toMatchObject([{ step: 'synchronize', state: 'done' }])
    expect((await runs()).total).toBe(before.total + 1)
    await page.context().close()
  })

  test('moves by arrow keys around the ends', async () => {
    const page = await workbench.open()
    await heading(page, /^Session/).waitFor()
    await page.keyboard.press('Control+k')
    await field(page).fill('go to')
    await option(page, 'Go to Session').waitFor()
    const current = () =>
      field(page).evaluate(
        (input) =>
          document.getElementById(input.getAttribute('aria-activedescendant') ?? '')?.firstElementChild
            ?.nextElementSibling?.textContent,
      )
    expect(await current()).toBe('Go to Session')
    await page.keyboard.press('ArrowDown')
    expect(await current()).toBe('Go to Changes')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await current()).not.toBe('Go to Session')
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, width: 1100, height: 700 })
    const errors = listen(page)
    await heading(page, /^Session/).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('group', { name: 'Go to' }).waitFor()
    expect(await serious(page)).toEqual([])
    await field(page).fill('anna')
    await page.getByRole('group', { name: 'Identities' }).waitFor()
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })
})
