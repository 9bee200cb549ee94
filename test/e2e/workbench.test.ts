import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { screenList } from '../../renderer/shell/screenList.ts'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { picture } from './picture.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

describe.skipIf(requires('chromium'))('the workbench in Chromium', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
  })
  afterAll(async () => {
    await workbench?.close()
  })

  test('a new workspace offers its first session, and the button runs it to the review', async () => {
    const page = await workbench.open()
    const errors = listen(page)
    await page.getByRole('button', { name: /first session|Read all systems|Start/ }).click()
    const steps = page.getByRole('list', { name: 'Steps of the session' })
    await steps.getByText(/^1,378 planned/).waitFor({ timeout: 60_000 })
    await page.getByText('4 accounts match several people').waitFor()
    await page.getByRole('button', { name: 'Review 1,378 changes' }).waitFor()
    await picture(page, 'session-light')
    expect(errors).toEqual([])
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)(
    'every screen in %s has no serious accessibility finding',
    async (theme) => {
      for (const { name: route } of screenList) {
        const page = await workbench.open({ theme, route: `/${route}` })
        const errors = listen(page)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForTimeout(700)
        await picture(page, `${route}-${theme}`)
        expect({ route, found: await serious(page) }).toEqual({ route, found: [] })
        expect(errors).toEqual([])
        await page.context().close()
      }
    },
  )

  test('a screen looks the same after all others were shown', async () => {
    const page = await workbench.open({ route: '/session' })
    /** How the elements of the page are laid out and drawn, one line each. */
    const look = () =>
      page.locator('.page *').evaluateAll((elements) =>
        elements.map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect()
          const style = getComputedStyle(element)
          const place = [x, y, width, height].map(Math.round).join(' ')
          return `${element.tagName} ${element.getAttribute('class')} ${place} ${style.font} ${style.color} ${style.borderWidth}`
        }),
      )
    const show = async (route: string) => {
      await page.evaluate((hash) => {
        location.hash = hash
      }, `#${route}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForTimeout(1000)
    }
    const places = ['/session', '/changes', '/systems']
    const before = new Map<string, string[]>()
    // A page of its own for each: nothing but the first screens' code has been fetched, and nothing of the others' looks.
    await page.route(/\/assets\/\w+Screen-/, (route) => route.abort())
    await page.reload()
    for (const place of places) {
      await show(place)
      before.set(place, await look())
    }
    await page.unroute(/\/assets\/\w+Screen-/)
    await page.reload()
    for (const { name } of screenList) await show(`/${name}`)
    for (const place of places) {
      await show(place)
      const [was, is] = [before.get(place) ?? [], await look()]
      expect(was.length).toBeGreaterThan(50)
      expect(
        is.filter((line) => !was.includes(line)),
        place,
      ).toEqual([])
      expect(is).toHaveLength(was.length)
    }
    await page.context().close()
  })

  test('a list that is opened draws the rows that are seen, and at no time all of them', async () => {
    const page = await workbench.open({ route: '/session' })
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForTimeout(1000)
    await page.evaluate(() => {
      const most = { rows: 0 }
      Object.assign(window, { most })
      new MutationObserver(() => {
        most.rows = Math.max(most.rows, document.querySelectorAll('[role="row"]').length)
      }).observe(document.body, { childList: true, subtree: true })
    })
    // The second time everything is known already, and drawn at once.
    for (const _ of ['first', 'again']) {
      for (const screen of ['Session', 'Identities'])
        await page
          .getByRole('navigation', { name: 'Workbench' })
          .getByRole('link', { name: new RegExp(`^${screen}`) })
          .click()
      await page.getByRole('grid', { name: 'Identities' }).getByRole('row').nth(20).waitFor()
    }
    const most = await page.evaluate(() => (window as unknown as { most: { rows: number } }).most.rows)
    expect(most).toBeGreaterThan(20)
    expect(most).toBeLessThan(100)
    await page.context().close()
  })

  test('changes are filtered, searched, unfolded and explained', async () => {
    const page = await workbench.open({ route: '/changes' })
    const grid = page.getByRole('treegrid', { name: 'Pending changes' })
    await grid.getByText('214 objects').waitFor()
    await page
      .getByRole('searchbox', { name: 'Find in changes' })
      .or(page.getByRole('textbox', { name: 'Find in changes' }))
      .fill('Sales EMEA')
    await page
      .getByText(/^214 pending|214 of/)
      .first()
      .waitFor()
      .catch(() => undefined)
    await grid.getByRole('row').filter({ hasText: 'Sales' }).first().click()
    await page.keyboard.press('e')
    await expect.poll(() => grid.getByRole('row').count()).toBeGreaterThan(5)
    await page.keyboard.press('j')
    const pane = page.getByLabel('Selected change')
    await pane.getByText('Why', { exact: true }).first().waitFor()
    await pane.getByText('org_unit').first().waitFor()
    await picture(page, 'change-explained-light')
    await page.context().close()
  })

  test('a decision by key is stored, counted and taken back', async () => {
    const page = await workbench.open({ route: '/changes' })
    const grid = page.getByRole('treegrid', { name: 'Pending changes' })
    await grid.getByText('12 objects').click()
    await page.keyboard.press('a')
    await page.getByRole('button', { name: 'Export 12 approved' }).waitFor()
    expect((await workbench.contoso.client.call('changes.facets', { filter: {} })).decisions.approved).toBe(
      12,
    )
    await page.keyboard.press('Control+z')
    await page.getByRole('button', { name: 'Export 0 approved' }).waitFor()
    expect((await workbench.contoso.client.call('changes.facets', { filter: {} })).decisions.approved).toBe(0)
    await page.context().close()
  })

  test('approve, export, confirm and report from the screens; a reload in between loses nothing', async () => {
    await workbench.contoso.client.call('changes.decide', {
      selection: { filter: { decisions: ['undecided'] } },
      decision: 'approved',
    })
    const page = await workbench.open({ route: '/changes' })
    const errors = listen(page)
    await page.getByRole('button', { name: 'Export 1,378 approved' }).click()
    const steps = page.getByRole('list', { name: 'Steps of the session' })
    await steps.waitFor()
    await page.reload()
    await steps.getByText('1,378 written').waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Confirm 1,378' }).click()
    await steps.getByText('1,378 confirmed').waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Write the report' }).click()
    await page.getByText('This session is over and reported').waitFor({ timeout: 60_000 })
    const session = await workbench.contoso.client.call('session.get', {})
    expect(existsSync(session?.auditCsv ?? '')).toBe(true)
    expect(
      readFileSync(session?.auditCsv as string, 'utf8')
        .trim()
        .split('\r\n'),
    ).toHaveLength(1379)
    expect(errors).toEqual([])
    await page.evaluate(() => {
      location.hash = '#/history'
    })
    await page
      .getByRole('grid', { name: 'Sessions' })
      .or(page.getByRole('table', { name: 'Sessions' }))
      .getByText('1,378')
      .first()
      .waitFor()
    await picture(page, 'history-light')
    await page.context().close()
  })

  test('a connection can be checked from the systems screen', async () => {
    const page = await workbench.open({ route: '/systems' })
    await page.getByText('ServiceNow').first().click()
    await page.getByRole('button', { name: 'Check connection' }).click()
    await page
      .getByText(/Sign in|Signed in|Service/)
      .first()
      .waitFor()
    await page.context().close()
  })
})
