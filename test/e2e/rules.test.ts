import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

const hr = 'rules/10-in-hr-employees.yaml'
const expression =
  '    expression: Join(" ", IIF(IsNullOrEmpty([preferred_name]), [first_name], [preferred_name]), [last_name])'

/** Errors of the page: a console error or an exception is a failed test. */
function listen(page: Page): string[] {
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  return errors
}

describe.skipIf(requires('chromium'))('the rules in Chromium', () => {
  let workbench: Workbench
  const onDisk = (file: string): string => readFileSync(join(workbench.contoso.dir, file), 'utf8')

  beforeAll(async () => {
    workbench = await startWorkbench()
    await workbench.contoso.run({ kind: 'session' })
  })
  afterAll(async () => {
    await workbench?.close()
  })

  const editor = (page: Page) => page.getByRole('textbox', { name: /^Text of/ })
  const pane = (page: Page) => page.getByRole('complementary', { name: 'Effect of this edit' })
  const list = (page: Page) => page.getByRole('navigation', { name: 'Rules by precedence' })

  /** Puts another expression in the place of the one for the display name, by keys. */
  async function typeExpression(page: Page, text: string): Promise<void> {
    await page.locator('.cm-line', { hasText: 'IIF(IsNullOrEmpty([preferred_name])' }).click()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+End')
    await page.keyboard.type(text)
  }

  test.each(['light', 'dark'] as const)(
    'in %s, every view is accessible and draws without errors',
    async (theme) => {
      for (const tab of ['yaml', 'scope', 'joins', 'flows']) {
        const page = await workbench.open({ theme, route: `/rules/60-out-servicedesk.yaml?tab=${tab}` })
        const errors = listen(page)
        await list(page)
          .getByRole('button', { name: /ServiceNow – User/ })
          .first()
          .waitFor()
        await pane(page).getByText('337 of 1,112 identities are in scope').waitFor()
        const { violations } = await new AxeBuilder({ page }).analyze()
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect({ tab, found: serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]) }).toEqual({
          tab,
          found: [],
        })
        expect(errors).toEqual([])
        await page.context().close()
      }
    },
  )

  test('an edit by keys shows what it changes, survives a reload, and is saved as typed', async () => {
    // Wide enough that the line with the expression is one row: Home and End are about rows.
    const page = await workbench.open({ route: '/session', width: 2000 })
    const errors = listen(page)
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await list(page).getByText('Inbound').waitFor()
    await page.keyboard.press('j')
    await page.getByRole('textbox', { name: `Text of ${hr}` }).waitFor()
    const before = onDisk(hr)

    await typeExpression(page, 'expression: Join(" ", [first')
    await page.locator('.cm-tooltip-autocomplete').getByText('first_name').waitFor()
    // An offer that has just come up takes no key: it might have been meant for the text.
    await page.waitForTimeout(200)
    await page.keyboard.press('Enter')
    await page.keyboard.type(', [last_name])')
    await page.getByText('This edit changes 11 accounts').waitFor()
    await pane(page).getByText('displayName in Active Directory').waitFor()
    await pane(page).getByText('No join, add, disable or delete changes.').waitFor()
    await pane(page).getByText('2 people would both be called Franziska Lehmann.').waitFor()
    await pane(page).locator('.sample ins', { hasText: 'Franziska' }).first().waitFor()
    await pane(page).getByRole('heading', { name: 'Who decides displayName' }).waitFor()
    expect(onDisk(hr)).toBe(before)

    await page.reload()
    await page.getByText('This edit changes 11 accounts').waitFor()
    await editor(page).focus()
    await page.keyboard.press('Control+s')
    await page.getByText('It is saved. Version 1 stays in use until you activate it').waitFor()
    const wanted = before.replace(expression, '    expression: Join(" ", [first_name], [last_name])')
    expect(onDisk(hr)).toBe(wanted)
    // The version in use is still the one before.
    await page.getByText('This edit changes 11 accounts').waitFor()

    await page.getByRole('button', { name: 'Activate version 2' }).click()
    await page.getByText('Version 2 is active since today').waitFor()
    await pane(page).getByText('Nothing is edited').waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('a mistake is marked where it is, told at the foot, and found with F8', async () => {
    const page = await workbench.open({ route: '/rules/20-in-hr-contractors.yaml' })
    const errors = listen(page)
    await page.locator('.cm-line', { hasText: 'Join(" ", [GivenName], [Surname])' }).click()
    await page.keyboard.press('End')
    await page.keyboard.type(', [Surnam')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /This attribute has no closing/ }).waitFor()
    await page.locator('.cm-lint-marker-error').waitFor()
    await list(page).getByText('has errors').waitFor()
    expect(await page.getByRole('button', { name: 'Save and activate version 3' }).isDisabled()).toBe(true)
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('F8')
    expect(
      await page.evaluate(() => document.querySelector('.cm-lineNumbers .cm-activeLineGutter')?.textContent),
    ).toBe('22')
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByText(/Valid, \d+ flows/).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('a file that somebody else saved meanwhile is not written over', async () => {
    const file = 'rules/40-in-servicedesk.yaml'
    const page = await workbench.open({ route: '/rules/40-in-servicedesk.yaml' })
    await page.locator('.cm-line', { hasText: 'precedence: 300' }).click()
    await page.keyboard.press('End')
    await page.keyboard.type(' # mine')
    const theirs = onDisk(file).replace('precedence: 310', 'precedence: 310 # theirs')
    writeFileSync(join(workbench.contoso.dir, file), theirs)
    await page.keyboard.press('Control+s')
    await page.getByText('The file was changed meanwhile').waitFor()
    expect(onDisk(file)).toBe(theirs)
    await page.locator('.cm-deletedChunk', { hasText: 'theirs' }).waitFor()
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await page.keyboard.press('Control+s')
    await expect.poll(() => onDisk(file)).toContain('precedence: 300 # mine')
    expect(onDisk(file)).not.toContain('theirs')
    await page.context().close()
  })

  test('a new rule begins with what it needs, is moved by Alt and an arrow, and can be taken away again', async () => {
    const page = await workbench.open({ route: '/rules' })
    const errors = listen(page)
    await list(page).getByRole('button', { name: 'New rule' }).click()
    await page.getByRole('menuitem', { name: 'In from HR employees' }).click()
    await page.getByRole('textbox', { name: 'Text of rules/in-hr-new.yaml' }).waitFor()
    await list(page)
      .getByRole('button', { name: /HR employees – New rule/ })
      .getByText('off')
      .waitFor()
    await page.getByText('Valid, 1 flow').waitFor()
    await page.locator('.cm-line', { hasText: 'precedence: 320' }).click()
    await page.keyboard.press('Alt+ArrowUp')
    await page.locator('.cm-line', { hasText: 'precedence: 309' }).waitFor()
    await page.keyboard.press('Control+s')
    await expect.poll(() => onDisk('rules/in-hr-new.yaml')).toContain('precedence: 309')
    await page.getByRole('button', { name: 'Delete rule' }).click()
    await page.getByText('This file is to be removed').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect
      .poll(() => workbench.contoso.client.call('rules.read', {}).then(({ files }) => files.length))
      .toBe(6)
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('people to try rules on are chosen, and remembered', async () => {
    const page = await workbench.open({ route: '/rules/20-in-hr-contractors.yaml' })
    await pane(page).getByRole('button', { name: 'Choose people' }).click()
    const dialog = page.getByRole('dialog', { name: 'Try rules on' })
    await dialog.getByRole('textbox', { name: 'Name or number' }).fill('C2058')
    await dialog.getByRole('checkbox', { name: /Thomas Meyer/ }).check()
    await dialog.getByRole('button', { name: 'Try on 1 person' }).click()
    await pane(page).locator('.sample').getByText('C2058', { exact: true }).waitFor()
    await page.reload()
    await pane(page).locator('.sample').getByText('C2058', { exact: true }).waitFor()
    expect(await pane(page).locator('.sample').count()).toBe(1)
    await page.context().close()
  })

  test('the effect lies over the editor where there is no room beside it', async () => {
    const page = await workbench.open({ route: '/rules', width: 1120 })
    await list(page).getByText('Inbound').waitFor()
    expect(await pane(page).isVisible()).toBe(false)
    await page.keyboard.press('Control+Enter')
    await pane(page).waitFor()
    await page.context().close()
  })
})
