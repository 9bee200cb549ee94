import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

describe.skipIf(requires('chromium'))('identities', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
    await workbench.contoso.run({ kind: 'session', mode: 'full' })
  })
  afterAll(() => workbench?.close())

  test('are found by name, narrowed by type, and their address leads back to the same list', async () => {
    const page = await workbench.open()
    const errors = listen(page)
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    const grid = page.getByRole('grid', { name: 'Identities' })
    await grid.getByRole('row').nth(5).waitFor()
    await page.keyboard.press('/')
    await page.getByRole('searchbox').fill('juergen grossm')
    await grid.getByText('Jürgen Großmann').waitFor()
    await expect.poll(() => grid.getByRole('row').count()).toBe(2)
    await page.reload()
    await expect.poll(() => grid.getByRole('row').count()).toBe(2)
    await page.getByRole('searchbox').fill('')
    await page.getByRole('button', { name: /^Groups/ }).click()
    await expect.poll(() => page.url()).toContain('type=group')
    await expect.poll(() => grid.getByRole('row').nth(1).textContent()).toContain('group')
    await page.getByRole('searchbox').fill('nobody is called so')
    await page.getByText('Nobody is found').waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('have no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, route: '/identities' })
    const errors = listen(page)
    await page.getByRole('grid', { name: 'Identities' }).getByRole('row').nth(5).waitFor()
    if (process.env.LOOK) await page.screenshot({ path: `/tmp/look-identities-list-${theme}.png` })
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })
})
