import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Change } from '../../preload/contract/changes.ts'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { editRule, setInDirectory } from './somebody-else.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

/** One story, told in order: a session is written, others change the directory, and the next import finds it. */
describe.skipIf(requires('chromium'))('drift', () => {
  let workbench: Workbench
  let departments: readonly Change[]
  const drift = async () => (await workbench.contoso.client.call('drift.list', { limit: 1000 })).rows
  const rail = (page: Page) => page.getByRole('navigation', { name: 'Workbench' })

  beforeAll(async () => {
    // Persons are asked about titles and departments; the rest is enforced.
    workbench = await startWorkbench(async (contoso) => {
      editRule(contoso, 'Out to AD – Person', (text) =>
        text
          .replace('{ to: department, from: department }', '{ to: department, from: department, drift: ask }')
          .replace('{ to: title, from: title }', '{ to: title, from: title, drift: ask }'),
      )
      await contoso.reopen()
    })
    const { contoso } = workbench
    await contoso.run({ kind: 'session' })
    await contoso.client.call('changes.decide', {
      selection: { filter: { decisions: ['undecided'] } },
      decision: 'approved',
    })
    departments = (
      await contoso.client.call('changes.list', {
        filter: { systems: ['ad'], attributes: ['department'], operations: ['update'] },
        limit: 6,
      })
    ).rows
    await contoso.run({ kind: 'export' })
    await contoso.run({ kind: 'confirm' })
  })
  afterAll(() => workbench?.close())

  test('says what it is while there is none', async () => {
    const page = await workbench.open({ route: '/drift' })
    const errors = listen(page)
    await page.getByRole('heading', { name: 'Nobody has changed anything of ours' }).waitFor()
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('is found by an import, grouped, counted at the rail, and told in full', async () => {
    const { contoso } = workbench
    for (const { key } of departments) await setInDirectory(contoso, key, 'department', 'Somewhere else')
    await setInDirectory(contoso, departments[0]?.key as string, 'title', 'Emperor')
    await setInDirectory(contoso, departments[1]?.key as string, 'telephoneNumber', '112')
    await contoso.run({ kind: 'import', systems: ['ad'] })
    await contoso.run({ kind: 'synchronize' })
    expect((await drift()).filter(({ state }) => state === 'open')).toHaveLength(7)

    const page = await workbench.open({ route: '/drift' })
    const errors = listen(page)
    const grid = page.getByRole('grid', { name: 'Changes from outside' })
    await grid.getByText('6 objects').waitFor()
    await expect.poll(() => rail(page).getByRole('link', { name: /Drift/ }).textContent()).toContain('7')
    await grid.getByRole('row').filter({ hasText: 'Emperor' }).click()
    const pane = page.getByLabel('Selected drift')
    await pane.getByText(/title in Active Directory was changed outside/).waitFor()
    await pane.getByText('Rules want').waitFor()
    // The object in the connector space.
    await pane.getByRole('link', { name: 'Open in the connector space' }).click()
    await page.getByLabel('Selected object').getByText('Emperor').first().waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('one is accepted by mouse, with a reason that the audit keeps', async () => {
    const page = await workbench.open({ route: '/drift' })
    const grid = page.getByRole('grid', { name: 'Changes from outside' })
    await grid.getByRole('row').filter({ hasText: 'Emperor' }).click()
    const pane = page.getByLabel('Selected drift')
    await pane.getByLabel(/^Reason/).fill('agreed with the board')
    await pane.getByRole('button', { name: 'Accept' }).click()
    await page.getByText('1 change accepted. The next synchronization plans accordingly.').waitFor()
    const [accepted] = (await drift()).filter(({ attribute }) => attribute === 'title')
    expect(accepted).toMatchObject({
      state: 'accepted',
      decision: { author: 'Marta Lindqvist', reason: 'agreed with the board' },
    })
    await page.context().close()
  })

  test('several are marked and enforced by keys, then their whole group', async () => {
    const page = await workbench.open({ route: '/drift?state=open' })
    const grid = page.getByRole('grid', { name: 'Changes from outside' })
    await grid.getByText('6 objects').waitFor()
    await page.getByLabel('Selected drift').getByRole('heading', { level: 2 }).waitFor()
    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.getByText('2 marked').waitFor()
    await page.keyboard.press('e')
    await grid.getByText('4 objects').waitFor()
    expect((await drift()).filter(({ state, decision }) => state === 'enforced' && decision)).toHaveLength(2)
    await page.keyboard.press('Shift+E')
    await page.getByRole('heading', { name: 'No drift matches' }).waitFor()
    expect((await drift()).filter(({ state }) => state === 'open')).toEqual([])
    // The address is what is shown.
    await page.getByRole('button', { name: 'Show all drift' }).click()
    await page.getByRole('button', { name: /^Enforced \d/ }).click()
    expect(page.url()).toContain('state=enforced')
    await page.reload()
    await grid.getByText('6 objects').waitFor()
    await page.context().close()
  })

  test('the way back is planned by the next synchronization, a click away', async () => {
    await workbench.contoso.run({ kind: 'synchronize' })
    const page = await workbench.open({ route: '/drift?state=enforced' })
    const grid = page.getByRole('grid', { name: 'Changes from outside' })
    await grid.getByRole('row').filter({ hasText: 'Somewhere else' }).first().click()
    await page.getByRole('link', { name: 'Open its changes' }).click()
    await page.getByRole('heading', { level: 1, name: 'Changes' }).waitFor()
    await page.getByRole('treegrid').getByText('Somewhere else').first().waitFor()
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, route: '/drift' })
    const errors = listen(page)
    await page.getByLabel('Selected drift').getByRole('heading', { level: 2 }).waitFor()
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })
})
