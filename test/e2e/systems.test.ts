import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

describe.skipIf(requires('chromium'))('the connector space of a system', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
    await workbench.contoso.run({ kind: 'session', mode: 'full' })
  })
  afterAll(() => workbench?.close())

  test('opens from the system, and shows an object with what is on its way to it', async () => {
    const page = await workbench.open({ route: '/systems/ad' })
    const errors = listen(page)
    await page.getByRole('link', { name: 'Browse' }).click()
    const grid = page.getByRole('grid', { name: 'Objects of Active Directory' })
    await grid.getByRole('row').nth(5).waitFor()
    await page.getByRole('searchbox').fill('Großmann, Jürgen')
    await expect.poll(() => grid.getByRole('row').count()).toBe(2)
    const pane = page.getByLabel('Selected object')
    await pane.getByRole('heading', { name: 'Jürgen Großmann' }).waitFor()
    await pane.getByText('Joined by In from AD – User').waitFor()
    expect(await pane.getByText('planned').count()).toBeGreaterThan(0)
    // The way to its changes and back.
    await pane.getByRole('link', { name: 'Open in Changes' }).click()
    await page.getByRole('heading', { level: 1, name: 'Changes' }).waitFor()
    expect(await page.getByRole('treegrid').getByText('Jürgen Großmann').count()).toBeGreaterThan(0)
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('is gone through by keys, narrowed by state, and its address leads back to the same list', async () => {
    const page = await workbench.open({ route: '/systems/ad?view=objects' })
    const pane = page.getByLabel('Selected object')
    await pane.getByRole('heading', { level: 2 }).waitFor()
    const first = await pane.getByRole('heading', { level: 2 }).textContent()
    await page.keyboard.press('j')
    await expect.poll(() => pane.getByRole('heading', { level: 2 }).textContent()).not.toBe(first)
    await page.getByRole('button', { name: /Match several/ }).click()
    const grid = page.getByRole('grid', { name: 'Objects of Active Directory' })
    await expect.poll(() => grid.getByText('Matches several').count()).toBe(4)
    expect(page.url()).toContain('filter=ambiguous')
    await page.reload()
    await expect.poll(() => grid.getByText('Matches several').count()).toBe(4)
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { level: 1, name: 'Systems' }).waitFor()
    await page.context().close()
  })

  test('says what is not there', async () => {
    const page = await workbench.open({ route: '/systems/ad?view=objects&search=nobody-has-this' })
    await page.getByText('No object matches').waitFor()
    await page.getByRole('button', { name: 'Show all objects' }).click()
    await page.getByRole('grid', { name: 'Objects of Active Directory' }).waitFor()
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, route: '/systems/ad?view=objects' })
    const errors = listen(page)
    await page.getByLabel('Selected object').getByRole('heading', { level: 2 }).waitFor()
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })
})
