import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

/** A step takes as long as the machine needs. */
const slow = { timeout: 30_000 }

describe.skipIf(requires('chromium'))('a connected system', () => {
  let workbench: Workbench
  const text = () => readFileSync(join(workbench.contoso.dir, 'workspace.yaml'), 'utf8')

  beforeAll(async () => {
    workbench = await startWorkbench(async (contoso) => {
      await contoso.run({ kind: 'session', mode: 'full' })
      for (const rule of ['40-in-servicedesk.yaml', '60-out-servicedesk.yaml'])
        rmSync(join(contoso.dir, 'rules', rule))
      await contoso.reopen()
    })
  })
  afterAll(() => workbench?.close())

  test('is edited: what stands, tried, shown as lines, saved with its comments', async () => {
    const page = await workbench.open({ route: '/systems/contractors' })
    const errors = listen(page)
    await page.getByRole('heading', { level: 2, name: 'HR contractors' }).waitFor()
    await page.keyboard.press('e')
    await page.getByRole('heading', { level: 1, name: 'Edit HR contractors' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('HR contractors')
    await page.getByRole('button', { name: 'Check connection', exact: true }).click()
    await page.getByLabel('What the system answers').getByText('First objects').waitFor()
    await page.getByRole('textbox', { name: 'Title' }).fill('Contractors')
    await page.getByRole('button', { name: 'Review and save', exact: true }).click()
    const difference = page.getByRole('region', { name: 'Difference in workspace.yaml' })
    await difference.getByText('title: Contractors').waitFor()
    expect(await serious(page)).toEqual([])
    await page.getByRole('button', { name: 'Save Contractors', exact: true }).click()
    await page.getByRole('heading', { level: 2, name: 'Contractors' }).waitFor()
    expect(text()).toContain('title: Contractors\n')
    expect(text()).toContain('# letters and hue draw the system')
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('that somebody edited in the file meanwhile is not written over', async () => {
    const page = await workbench.open({ route: '/systems/ad?view=edit' })
    await page.getByRole('textbox', { name: 'Title' }).fill('Directory')
    appendFileSync(join(workbench.contoso.dir, 'workspace.yaml'), '# by somebody else\n')
    await page.getByRole('button', { name: 'Review without a check', exact: true }).click()
    await page.getByText('was changed by somebody else meanwhile').waitFor()
    expect(text()).not.toContain('title: Directory\n')
    await page.context().close()
  })

  test('names the secret that is kept, and never sends it', async () => {
    const page = await workbench.open({ route: '/systems/servicedesk?view=edit' })
    const token = page.getByLabel('Bearer token')
    await token.waitFor()
    expect(await token.inputValue()).toBe('')
    expect(await token.getAttribute('placeholder')).toBe('One is kept')
    expect(await page.content()).not.toContain('a token for tests only')
    await page.context().close()
  })

  test('that is moved asks for its secret again, and says why at the field', async () => {
    const page = await workbench.open({ route: '/systems/servicedesk?view=edit' })
    const errors = listen(page)
    await page.getByLabel('Base URL').fill('https://elsewhere.invalid/scim/v2')
    const why = page.getByText('Type it again: Base URL leads elsewhere than before')
    await why.waitFor()
    expect(await page.getByLabel('Bearer token').getAttribute('placeholder')).not.toBe('One is kept')
    await page.getByRole('button', { name: 'Check connection', exact: true }).click()
    await page.getByText('Nothing was tried: 1 setting cannot be right').waitFor()
    expect(await why.count()).toBe(1)
    expect(await serious(page)).toEqual([])
    await page.getByLabel('Bearer token').fill('another')
    await why.waitFor({ state: 'hidden' })
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('in use is not removed: what uses it is listed and leads there', async () => {
    const page = await workbench.open({ route: '/systems/hr' })
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'HR employees is in use' })
    await dialog.getByRole('link', { name: 'rules/10-in-hr-employees.yaml:4' }).click()
    await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor()
    await page.context().close()
  })

  test('runs its steps by button and by key, and says when each ran', async () => {
    const page = await workbench.open({ route: '/systems/hr' })
    const errors = listen(page)
    const run = (name: string) => page.getByRole('button', { name, exact: true })
    await run('Run: Full import').waitFor()
    // It reads everything each time, and nothing is written to it.
    expect(await run('Run: Export approved').isDisabled()).toBe(true)
    const before = (await workbench.contoso.host.call('runs.list', { limit: 1 })).total
    await run('Run: Full import').click()
    const latest = async () => (await workbench.contoso.host.call('runs.list', { limit: 1 })).rows[0]
    await expect.poll(latest, slow).toMatchObject({ step: 'import', system: 'hr', state: 'done' })
    expect((await workbench.contoso.host.call('runs.list', { limit: 1 })).total).toBe(before + 1)
    await expect.poll(() => run('Run: Synchronize').isEnabled(), slow).toBe(true)
    await page.keyboard.press('s')
    await expect.poll(latest, slow).toMatchObject({ step: 'synchronize', state: 'done' })
    await page
      .getByText(/1,000 read/)
      .first()
      .waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, route: '/systems/ad', width: 1100, height: 700 })
    await page.getByRole('button', { name: 'Run: Full import', exact: true }).waitFor()
    expect(await serious(page)).toEqual([])
    await page.keyboard.press('e')
    await page.getByRole('textbox', { name: 'Title' }).waitFor()
    expect(await serious(page)).toEqual([])
    await page.evaluate(() => {
      location.hash = '#/systems/servicedesk?view=remove'
    })
    await page.getByRole('textbox', { name: /^Type servicedesk/ }).waitFor()
    expect(await serious(page)).toEqual([])
    await page.context().close()
  })

  test('is removed when its name is typed, and with it what could never be written', async () => {
    const page = await workbench.open({ route: '/systems/servicedesk' })
    const errors = listen(page)
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove ServiceNow' })
    await dialog.getByText('Nothing is written to ServiceNow').waitFor()
    const last = dialog.getByRole('button', { name: 'Remove ServiceNow', exact: true })
    expect(await last.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('servicedesk')
    await last.click()
    await dialog.waitFor({ state: 'detached' })
    await expect
      .poll(() => page.getByRole('grid', { name: 'Systems' }).getByText('ServiceNow').count())
      .toBe(0)
    expect(text()).not.toContain('servicedesk')
    expect(errors).toEqual([])
    await page.context().close()
  })
})
