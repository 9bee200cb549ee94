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

  test('open as a page: values with who lost, what happened, what a synchronization would do, and the next one', async () => {
    const page = await workbench.open({ route: '/identities?search=juergen+grossm' })
    const errors = listen(page)
    const grid = page.getByRole('grid', { name: 'Identities' })
    await expect.poll(() => grid.getByRole('row').count()).toBe(2)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Jürgen Großmann' }).waitFor()
    await page.getByText('Joined: employeeID equals employeeID').waitFor()
    const attributes = page.getByRole('treegrid')
    await attributes.getByText('accountName', { exact: true }).waitFor()
    // Who lost is shown by key.
    await page.getByRole('button', { name: 'Contested' }).click()
    await page.keyboard.press('e')
    await attributes.getByText('lower').first().waitFor()
    await page.getByText('nothing written yet').first().waitFor()
    await page.keyboard.press('p')
    await page.getByText(/^A synchronization would change nothing/).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.url()).toContain('search=juergen')
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('are reached from a change, and lead to the account in its connector space and back', async () => {
    const { rows } = await workbench.contoso.client.call('identities.list', { search: 'juergen grossmann' })
    const page = await workbench.open({ route: `/identities/${rows[0]?.id}` })
    const heading = page.getByRole('heading', { level: 1, name: 'Jürgen Großmann' })
    await page.getByRole('link', { name: 'Open in Changes' }).click()
    await page.getByRole('heading', { level: 1, name: 'Changes' }).waitFor()
    await page.getByRole('link', { name: 'Open identity' }).click()
    await heading.waitFor()
    await page.getByRole('link', { name: 'Active Directory' }).click()
    await page.getByLabel('Selected object').getByRole('link', { name: 'Jürgen Großmann' }).click()
    await heading.waitFor()
    await page.context().close()
  })

  test('are gone through with [ and ], in the order of the list', async () => {
    const page = await workbench.open({ route: '/identities' })
    const grid = page.getByRole('grid', { name: 'Identities' })
    await grid.getByRole('row').nth(3).waitFor()
    const names = await grid.getByRole('row').allTextContents()
    await grid.getByRole('row').nth(2).dblclick()
    const heading = page.getByRole('heading', { level: 1 })
    await expect
      .poll(async () => names[2]?.startsWith((await heading.textContent())?.slice(0, 8) ?? '-'))
      .toBe(true)
    await page.keyboard.press(']')
    await expect
      .poll(async () => names[3]?.startsWith((await heading.textContent())?.slice(0, 8) ?? '-'))
      .toBe(true)
    await page.keyboard.press('[')
    await page.keyboard.press('[')
    await expect
      .poll(async () => names[1]?.startsWith((await heading.textContent())?.slice(0, 8) ?? '-'))
      .toBe(true)
    await expect.poll(() => page.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true)
    await page.context().close()
  })

  test('of groups tell their members page by page', async () => {
    const page = await workbench.open({ route: '/identities?type=group' })
    const grid = page.getByRole('grid', { name: 'Identities' })
    await grid.getByRole('row').nth(1).waitFor()
    await page.keyboard.press('Enter')
    const members = page.getByRole('region', { name: 'member' })
    await members.getByRole('row').nth(3).waitFor()
    await members.getByRole('link').first().click()
    await page.getByText(/of 1 group|of \d+ groups/).waitFor()
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)(
    'a page has no serious accessibility finding in %s',
    async (theme) => {
      const { rows } = await workbench.contoso.client.call('identities.list', { search: 'juergen grossmann' })
      const page = await workbench.open({ theme, route: `/identities/${rows[0]?.id}` })
      const errors = listen(page)
      await page.getByRole('treegrid').getByText('accountName', { exact: true }).waitFor()
      await page.keyboard.press('p')
      await page.getByText(/^A synchronization would/).waitFor()
      expect(await serious(page)).toEqual([])
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'Jürgen Großmann' }).waitFor()
      expect(errors).toEqual([])
      await page.context().close()
    },
  )

  test.each(['light', 'dark'] as const)('have no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, route: '/identities' })
    const errors = listen(page)
    await page.getByRole('grid', { name: 'Identities' }).getByRole('row').nth(5).waitFor()
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })
})
