import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { somethingEverywhere } from './narrow-story.ts'
import { listen } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

/** A window of 1440 by 900 at 200 %. */
const zoomed = { width: 720, height: 450 }

/** Buttons that are not whole, or under something else, and whether the page would have to be moved sideways. */
const outOfReach = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = []
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than the window')
    const buttons = document.querySelectorAll(
      'main :is(.page-head, .plan-bar, .case-decision) .button, main .button.primary, .titlebar .workspace',
    )
    for (const button of buttons) {
      const box = button.getBoundingClientRect()
      if (box.width === 0) continue
      // What is further down in an area that scrolls is brought into view as a person would.
      if (box.bottom > innerHeight) button.scrollIntoView({ block: 'nearest' })
      const { left, right, top, bottom } = button.getBoundingClientRect()
      const words = button.textContent
      if (left < 0 || right > innerWidth || top < 0 || bottom > innerHeight) found.push(`cut off: ${words}`)
      else if ((button as HTMLElement).scrollWidth > Math.ceil(right - left))
        found.push(`words cut: ${words}`)
      else {
        const there = [left + 3, right - 3].map((x) => document.elementFromPoint(x, (top + bottom) / 2))
        if (!there.every((node) => node !== null && button.contains(node))) found.push(`covered: ${words}`)
      }
    }
    return found
  })

/** What is current, chosen or pressed, and looks as its neighbour that is not, once the system chooses the colours. */
const toldByColourAlone = (page: Page) =>
  page.evaluate(() => {
    const looks = (node: Element) =>
      ['', '::before', '::after']
        .map((pseudo) => {
          const style = getComputedStyle(node, pseudo || null)
          const kept = style.forcedColorAdjust === 'none' ? style.backgroundColor : ''
          return [
            style.outlineStyle,
            style.borderLeftWidth,
            style.textDecorationLine,
            style.content,
            kept,
          ].join()
        })
        .join(' ')
    const isOn = (node: Element) =>
      node.classList.contains('is-current') ||
      ['aria-current', 'aria-selected', 'aria-pressed'].some(
        (name) => !['false', null].includes(node.getAttribute(name)),
      )
    const candidates = document.querySelectorAll(
      '[aria-current], [aria-selected="true"], [aria-pressed="true"], .is-current',
    )
    const found: string[] = []
    for (const node of candidates) {
      if (!isOn(node) || node.getBoundingClientRect().width === 0) continue
      const kind = node.classList[0] ?? node.tagName.toLowerCase()
      const area = node.closest(
        'nav, .switch, .facets, [role="grid"], [role="treegrid"], [role="listbox"], ul, main',
      )
      const other = [...(area?.querySelectorAll(node.tagName) ?? [])].find(
        (peer) => !isOn(peer) && (peer.classList[0] ?? peer.tagName.toLowerCase()) === kind,
      )
      if (other && looks(node) === looks(other)) found.push(`${kind}: ${node.textContent?.slice(0, 40)}`)
    }
    return found
  })

/** Where the focus is, and whether a line shows it: around it, around the row it stands for, or under a field. */
const focusShown = (page: Page) =>
  page.evaluate(() => {
    const node = document.activeElement as HTMLElement
    if (node === document.body || node.tagName === 'MAIN' || node.dataset.tabsterDummy !== undefined)
      return null
    const rings = [
      node,
      ...node.querySelectorAll('.is-current'),
      node.closest('.field, label, .fui-Checkbox, .cm-editor'),
    ]
    const shown = rings.some((ring) => {
      if (!ring) return false
      const own = getComputedStyle(ring)
      return own.outlineStyle !== 'none' && Number.parseFloat(own.outlineWidth) >= 1
    })
    const underlined = node.closest('.field') !== null || node.closest('.cm-editor') !== null
    const box = node.getBoundingClientRect()
    const inView = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight
    if ((shown || underlined) && inView) return null
    return `${node.tagName.toLowerCase()}.${node.className}: ${(node.textContent ?? '').slice(0, 40)}`
  })

describe.skipIf(requires('chromium'))('at 200 % zoom and with forced colours', () => {
  let workbench: Workbench
  let routes: readonly string[]

  beforeAll(async () => {
    workbench = await startWorkbench()
    const { run, person } = await somethingEverywhere(workbench)
    routes = [
      '/session',
      '/changes',
      '/changes?view=objects',
      '/identities',
      `/identities/${person}`,
      '/joins',
      '/joins?view=decided',
      '/rules',
      '/systems/ad',
      '/systems/ad?view=objects',
      '/systems/ad?view=edit',
      '/systems?view=add',
      '/history',
      `/history/1?view=runs&run=${run}`,
      '/history/1?view=findings',
      `/history/undo?run=${run}`,
      '/drift',
      '/audit',
      '/audit?view=reports',
      '/settings',
      '/settings/retention',
      '/help',
      '/help/rules',
      '/help?q=limits',
    ]
  })
  afterAll(() => workbench?.close())

  test.each([
    ['light', 'none'],
    ['dark', 'active'],
  ] as const)('every screen is whole in %s, forced colours: %s', async (theme, forcedColors) => {
    const page = await workbench.open({ theme, ...zoomed })
    const errors = listen(page)
    await page.emulateMedia({ forcedColors, colorScheme: theme })
    const flaws: string[] = []
    for (const route of routes) {
      await page.evaluate((hash) => {
        location.hash = hash
      }, `#${route}`)
      await page.getByRole('heading').first().waitFor()
      await page.waitForLoadState('networkidle')
      await page.locator('.skeletons').first().waitFor({ state: 'detached' })
      const found = await outOfReach(page)
      if (forcedColors === 'active') found.push(...(await toldByColourAlone(page)))
      const unseen = new Set<string>()
      for (let at = 0; at < 24; at += 1) {
        await page.keyboard.press('Tab')
        const lost = await focusShown(page)
        if (lost) unseen.add(lost)
      }
      flaws.push(...[...found, ...unseen].map((flaw) => `${route}: ${flaw}`))
    }
    expect(flaws).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  test.each(['none', 'active'] as const)(
    'dialogs and the palette fit, and their buttons are seen, forced colours: %s',
    async (forcedColors) => {
      const page = await workbench.open({ ...zoomed, route: '/session' })
      const errors = listen(page)
      await page.emulateMedia({ forcedColors })
      const dialog = page.getByRole('dialog')
      const fits = async () => {
        const box = await dialog.boundingBox()
        expect(box && box.x >= 0 && box.x + box.width <= zoomed.width).toBe(true)
        expect(box && box.y >= 0 && box.y + box.height <= zoomed.height).toBe(true)
        for (const button of await dialog.getByRole('button').all()) {
          const place = await button.boundingBox()
          expect(place && place.y >= 0 && place.y + place.height <= zoomed.height).toBe(true)
        }
        if (forcedColors === 'active')
          expect(
            await dialog.evaluate((node) => Number.parseFloat(getComputedStyle(node).borderTopWidth)),
          ).toBe(1)
        await page.keyboard.press('Escape')
        await dialog.waitFor({ state: 'hidden' })
      }
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('option').first().waitFor()
      if (forcedColors === 'active') expect(await toldByColourAlone(page)).toEqual([])
      await fits()
      await page.keyboard.press('?')
      await fits()
      await page.evaluate(() => {
        location.hash = '#/systems/ad?view=remove'
      })
      await dialog.getByRole('button').first().waitFor()
      await fits()
      expect(errors).toEqual([])
      await page.context().close()
    },
  )

  test('narrow Help leads to its pages and to the headings of the page', async () => {
    const page = await workbench.open({ ...zoomed, route: '/help/rules' })
    const errors = listen(page)
    const contents = page.getByRole('navigation', { name: 'On this page' })
    const pages = page.getByRole('navigation', { name: 'Pages' })
    const button = page.getByRole('button', { name: 'On this page' })
    await button.waitFor()
    expect(await contents.isVisible()).toBe(false)
    await button.click()
    expect(await button.getAttribute('aria-expanded')).toBe('true')
    await contents.getByRole('link', { name: 'Limits', exact: true }).click()
    await contents.waitFor({ state: 'hidden' })
    expect(page.url()).toContain('#/help/rules#limits')
    await page.getByRole('button', { name: 'Pages' }).click()
    await pages.waitFor()
    await page.keyboard.press('Escape')
    await pages.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Pages' }).click()
    await pages.getByRole('link', { name: 'Security' }).click()
    await page.getByRole('article', { name: 'Security' }).waitFor()
    expect(await pages.isVisible()).toBe(false)
    expect(errors).toEqual([])
    await page.context().close()
  })
})
