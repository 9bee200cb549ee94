import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

describe.skipIf(requires('chromium'))('joins', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
    await workbench.contoso.run({ kind: 'session', mode: 'full' })
  })
  afterAll(() => workbench?.close())

  const decided = async () => (await workbench.contoso.client.call('joins.decisions', {})).rows

  test('the session leads to the queue, which shows candidates and what a join would do', async () => {
    const page = await workbench.open({ route: '/session' })
    const errors = listen(page)
    await page.getByRole('button', { name: /Decide: 4 accounts match several people/ }).click()
    const queue = page.getByRole('grid', { name: 'Queue' })
    await queue.getByText('Match several people').waitFor()
    await queue.getByText('2 people').first().waitFor()
    const account = page.getByLabel('Selected account')
    await account.getByRole('heading', { name: /Whose account is Jörg Müller/ }).waitFor()
    expect(await account.getByRole('button', { name: /of 100/ }).count()).toBe(3)
    await account
      .getByText(/changes? (is|are) planned\. Nothing is written before it is approved\./)
      .waitFor()
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('a key joins, with the reason; the object leaves the queue, and Ctrl+Z brings it back', async () => {
    const page = await workbench.open({ route: '/joins' })
    const account = page.getByLabel('Selected account')
    await account.getByRole('heading', { level: 2, name: /Jörg Müller/ }).waitFor()
    await page.getByRole('textbox', { name: 'Reason, kept in the audit' }).fill('He told me')
    await page.getByLabel('Candidates').focus()
    await page.keyboard.press('2')
    await page.getByText('20 open, 1 of 21 decided in this session').waitFor()
    await account.getByRole('heading', { level: 2, name: /Anna Nowak/ }).waitFor()
    expect(await decided()).toMatchObject([
      { name: 'Jörg Müller', decision: 'join', reason: 'He told me', waiting: true },
    ])
    await page.keyboard.press('Control+z')
    await page.getByText('21 open', { exact: true }).waitFor()
    expect(await decided()).toEqual([])
    await page.context().close()
  })

  test('never joining is decided by a button, listed, and handed back to the rules', async () => {
    const page = await workbench.open({ route: '/joins' })
    const queue = page.getByRole('grid', { name: 'Queue' })
    await queue.getByText('Reception Kiosk', { exact: true }).click()
    await page.getByRole('heading', { level: 2, name: /Reception Kiosk/ }).waitFor()
    // No rule makes identities of such accounts: it is said, and not offered.
    expect(await page.getByRole('button', { name: 'New identity' }).isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Never join' }).click()
    await page.getByText('20 open, 1 of 21 decided in this session').waitFor()
    await page.getByRole('button', { name: 'Decided' }).click()
    const list = page.getByRole('grid', { name: 'Decisions over joins' })
    await list.getByText('never joined').waitFor()
    expect(await serious(page)).toEqual([])
    await list.getByRole('button', { name: 'Hand back to the rules' }).click()
    await page.getByText('Nobody has decided anything yet').waitFor()
    expect(await decided()).toEqual([])
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('an address opens one object, in %s', async (theme) => {
    const { rows } = await workbench.contoso.client.call('joins.list', {})
    const row = rows.at(-1)
    const query = `system=${row?.system}&anchor=${encodeURIComponent(row?.anchor ?? '')}`
    const page = await workbench.open({ theme, route: `/joins?${query}` })
    const errors = listen(page)
    await page.getByRole('heading', { level: 2, name: new RegExp(row?.name ?? '-') }).waitFor()
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })
})
