import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Change } from '../../preload/contract/changes.ts'
import { age, dayLength } from '../fakes/host/years.ts'
import { requires } from '../requirements.ts'
import { deleteUsers, directoryContent, occupy } from './directory.ts'
import { listen, serious } from './page-checks.ts'
import { picture } from './picture.ts'
import { setInDirectory } from './somebody-else.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

const changes = async ({ contoso }: Workbench, filter: Record<string, unknown>): Promise<Change[]> =>
  (await contoso.client.call('changes.list', { filter, limit: 1000 })).rows
const approveAll = ({ contoso }: Workbench) =>
  contoso.client.call('changes.decide', {
    selection: { filter: { decisions: ['undecided'] } },
    decision: 'approved',
  })
/** The run of a step over the directory in a session, the latest. */
const runOf = async ({ contoso }: Workbench, step: string, session = 1): Promise<number> =>
  (await contoso.client.call('runs.list', { session, limit: 1000 })).rows.find(
    (run) => run.step === step && (run.system === 'ad' || run.system === null),
  )?.id as number
const visit = (page: Page, route: string) =>
  page.evaluate((hash) => {
    location.hash = hash
  }, `#${route}`)

/** One story, told in order: somebody is in the way of an export, which is found, put right and tried again. */
describe.skipIf(requires('chromium'))('what failed in a session', () => {
  let workbench: Workbench
  let adds: readonly Change[]
  let gone: readonly Change[]

  beforeAll(async () => {
    workbench = await startWorkbench()
    const { contoso } = workbench
    await contoso.run({ kind: 'session' })
    await approveAll(workbench)
    const titles = await changes(workbench, { systems: ['ad'], attributes: ['title'] })
    gone = titles.slice(0, 4)
    adds = (await changes(workbench, { systems: ['ad'], operations: ['add'] })).slice(0, 3)
    await deleteUsers(
      contoso,
      gone.map(({ key }) => key),
    )
    await occupy(
      contoso,
      adds.map(({ key }) => key),
    )
    await contoso.run({ kind: 'export' })
    await contoso.run({ kind: 'confirm' })
  })
  afterAll(() => workbench?.close())

  test('stands in the overview by cause, and every run tells all its figures', async () => {
    const page = await workbench.open({ route: '/history' })
    const errors = listen(page)
    await page.getByRole('link', { name: 'There is an object with the name … already' }).first().waitFor()
    await page.keyboard.press('Enter')
    const grid = page.getByRole('grid', { name: 'Runs of session 1' })
    await grid.getByRole('row').filter({ hasText: 'Synchronize' }).click()
    const pane = page.getByLabel('Selected run')
    await pane.getByRole('heading', { name: 'Inbound' }).waitFor()
    for (const figure of [
      'Projections',
      'Filtered disconnectors',
      'Identities with flow updates',
      'Flow errors',
    ])
      await pane.getByText(figure, { exact: true }).waitFor()
    await pane.getByRole('heading', { name: 'Pending exports afterwards' }).waitFor()

    // The address of one run, as it is sent to somebody.
    await visit(page, `/history?session=1&run=${await runOf(workbench, 'export')}`)
    await pane.getByRole('heading', { name: 'Export of Active Directory' }).waitFor()
    await pane.getByText('Marta Lindqvist').waitFor()
    const failures = pane.locator('.run-figures div').filter({ hasText: 'Failures' })
    const failed = await changes(workbench, { states: ['failed'] })
    expect(await failures.locator('dd').textContent()).toBe(String(failed.length))
    expect(await serious(page)).toEqual([])
    await picture(page, 'history-runs-light')
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('what was read and how long it took is drawn over the sessions', async () => {
    const page = await workbench.open({ route: '/history' })
    const errors = listen(page)
    await page.getByRole('combobox', { name: 'Trend' }).selectOption('read')
    await page.getByRole('img', { name: /^Objects read by session\. Highest: session 1 with / }).waitFor()
    expect(page.url()).toContain('trend=read')
    await page.getByRole('combobox', { name: 'Trend' }).selectOption('time')
    await page.getByRole('img', { name: /^Machine time by session\./ }).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('opens to its objects, which are searched and lead to where they are', async () => {
    const page = await workbench.open({ route: '/history/1?view=findings' })
    const errors = listen(page)
    const causes = page.getByRole('grid', { name: 'Causes' })
    const row = causes.getByRole('row').filter({ hasText: 'There is no user with the anchor …' })
    await row.waitFor()
    expect(await row.getByRole('gridcell').last().textContent()).toBe('4')
    await row.click()
    await page
      .getByLabel('Selected cause')
      .getByText(/the object was deleted there/)
      .waitFor()
    await picture(page, 'history-findings-light')
    await page.keyboard.press('Enter')
    const objects = page.getByRole('grid', { name: 'Objects of the cause' })
    await expect.poll(() => objects.getByRole('row').count()).toBe(5)
    await page.getByRole('searchbox', { name: 'Find in the objects' }).fill(gone[1]?.name as string)
    await expect.poll(() => objects.getByRole('row').count()).toBe(2)
    await page.reload()
    await expect.poll(() => objects.getByRole('row').count()).toBe(2)
    const pane = page.getByLabel('Selected object')
    await pane.getByRole('heading', { name: 'To decide' }).waitFor()
    await pane.getByText('title', { exact: true }).waitFor()
    await pane.getByRole('link', { name: 'Open in the connector space' }).click()
    await page
      .getByLabel('Selected object')
      .getByText(gone[1]?.name as string)
      .first()
      .waitFor()
    await page.goBack()
    await pane.getByRole('link', { name: 'Open the identity' }).waitFor({ state: 'hidden' })
    await pane.getByRole('link', { name: 'Open its changes' }).click()
    await page.getByRole('heading', { level: 1, name: 'Changes' }).waitFor()
    await page
      .getByRole('treegrid')
      .getByText(gone[1]?.name as string)
      .first()
      .waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('is approved again by its cause and exported, once nobody is in the way any more', async () => {
    await deleteUsers(
      workbench.contoso,
      adds.map(({ key }) => key),
    )
    const page = await workbench.open({ route: '/history/1?view=findings' })
    const errors = listen(page)
    const causes = page.getByRole('grid', { name: 'Causes' })
    const row = causes.getByRole('row').filter({ hasText: 'There is an object with the name … already' })
    await row.click()
    const pane = page.getByLabel('Selected cause')
    const own = adds.map(({ id }) => id)
    await pane.getByRole('button', { name: 'Approve all 3 again' }).click()
    await pane.getByText('3 changes approved again.').waitFor()
    const again = await changes(workbench, { systems: ['ad'], operations: ['add'], decisions: ['approved'] })
    expect(again.map(({ id }) => id).sort()).toEqual([...own].sort())
    // Nothing but what stood behind this cause.
    expect((await changes(workbench, { states: ['failed'] })).map(({ key }) => key).sort()).toEqual(
      expect.arrayContaining(gone.map(({ key }) => key).sort()),
    )
    const { total } = await workbench.contoso.client.call('changes.facets', {
      filter: { systems: ['ad'], decisions: ['approved'], states: ['planned'] },
    })
    await pane.getByRole('button', { name: `Export ${total} approved` }).click()
    await row.waitFor({ state: 'detached' })
    expect(
      await changes(workbench, { systems: ['ad'], operations: ['add'], states: ['failed', 'planned'] }),
    ).toEqual([])
    const content = await directoryContent(workbench.contoso)
    for (const { key } of adds) expect(content).toContain(JSON.stringify(key))
    // The other cause stands as it did.
    await causes.getByRole('row').filter({ hasText: 'There is no user with the anchor …' }).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('one object is marked and approved by keys', async () => {
    const { causes } = await workbench.contoso.client.call('findings.causes', { session: 1 })
    const cause = causes.find(({ text }) => text === 'There is no user with the anchor …')?.cause as string
    const page = await workbench.open({
      route: `/history/1?view=findings&cause=${encodeURIComponent(cause)}`,
    })
    const objects = page.getByRole('grid', { name: 'Objects of the cause' })
    await expect.poll(() => objects.getByRole('row').count()).toBe(5)
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.getByText('4 objects in all, 1 marked').waitFor()
    const name = (await objects.getByRole('row').nth(2).getByRole('gridcell').nth(2).textContent()) as string
    await page.keyboard.press('t')
    await objects.getByRole('row').filter({ hasText: name }).getByText('Approved again').waitFor()
    expect((await changes(workbench, { decisions: ['approved'], search: name })).length).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Approved again', exact: true }).click()
    await expect.poll(() => objects.getByRole('row').count()).toBe(2)
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)(
    'its pages have no serious accessibility finding in %s',
    async (theme) => {
      const run = await runOf(workbench, 'export')
      const page = await workbench.open({ theme, route: '/history/1' })
      const errors = listen(page)
      for (const [route, ready] of [
        ['/history/1?trend=found', 'Session 1'],
        [`/history/1?view=runs&run=${run}`, 'Selected run'],
        ['/history/1?view=findings', 'Selected cause'],
        [`/history/undo?run=${run}`, 'Selected change'],
      ] as const) {
        await visit(page, route)
        await page.getByLabel(ready, { exact: true }).getByRole('heading', { level: 2 }).waitFor()
        expect({ route, found: await serious(page) }).toEqual({ route, found: [] })
      }
      expect(errors).toEqual([])
      await page.context().close()
    },
  )
})

/** One story, told in order: a session is written, taken back on the screen, and in the end its details are pruned. */
describe.skipIf(requires('chromium'))('an undo on the screen', () => {
  let workbench: Workbench
  let before: string
  let title: Change

  beforeAll(async () => {
    workbench = await startWorkbench()
    const { contoso } = workbench
    before = await directoryContent(contoso)
    await contoso.run({ kind: 'session' })
    title = (await changes(workbench, { systems: ['ad'], attributes: ['title'] })).at(-1) as Change
    await approveAll(workbench)
    await contoso.run({ kind: 'export' })
    await contoso.run({ kind: 'confirm' })
    await contoso.run({ kind: 'synchronize' })
    await setInDirectory(contoso, title.key, 'title', 'Emperor')
  })
  afterAll(() => workbench?.close())

  test('shows each change with what the directory holds; what was changed since is left alone unless it is marked', async () => {
    const run = await runOf(workbench, 'export')
    const page = await workbench.open({ route: '/history/1' })
    const errors = listen(page)
    const session = page.getByLabel('Session 1', { exact: true })
    await session.getByRole('button', { name: 'Undo…' }).click()
    await page.getByRole('heading', { level: 1, name: `Undo run ${run}` }).waitFor()
    const grid = page.getByRole('grid', { name: 'What the run wrote' })
    await grid.getByText('Goes back').first().waitFor()
    await picture(page, 'history-undo-light')
    await page.getByRole('button', { name: /^Changed since \d+$/ }).click()
    await expect.poll(() => grid.getByRole('row').count()).toBe(2)
    const pane = page.getByLabel('Selected change')
    await pane.getByText('Emperor').waitFor()
    await pane.getByText('Left alone', { exact: true }).waitFor()
    await pane.getByRole('button', { name: 'Take it back all the same' }).click()
    await grid.getByText('Goes back all the same').waitFor()
    await page.getByText(/that can go back do, and 1 that was changed since\.$/).waitFor()

    // Left out and taken along again.
    await page.getByRole('button', { name: /^Changed since \d+$/ }).click()
    await page.getByRole('searchbox', { name: 'Find in what was written' }).fill('department')
    // The whole grid is what was found; what was shown before has departments too.
    await expect.poll(() => grid.getByRole('row').filter({ hasNotText: 'department' }).count()).toBe(1)
    await grid.getByRole('row').nth(1).click()
    await pane.getByText('department', { exact: true }).first().waitFor()
    await page.keyboard.press('x')
    await grid.getByText('Left out').waitFor()
    await page.getByText(/but 1 left out, and 1 that was changed since\.$/).waitFor()
    await page.keyboard.press('x')
    await page.getByText(/that can go back do, and 1 that was changed since\.$/).waitFor()

    const held = await directoryContent(workbench.contoso)
    await page.getByRole('button', { name: 'Plan the undo' }).click()
    await page.getByRole('heading', { level: 1, name: 'Changes' }).waitFor()
    expect(decodeURIComponent(page.url()).replaceAll('+', ' ')).toContain(`rule=undo of run ${run}`)
    await page.getByRole('searchbox', { name: 'Find in changes' }).fill('Emperor')
    await page.getByRole('treegrid').getByText('Emperor').first().waitFor()
    // It is a plan and nothing else.
    expect(await directoryContent(workbench.contoso)).toBe(held)
    const planned = await changes(workbench, { rules: [`undo of run ${run}`] })
    expect(planned.length).toBe(1000)
    expect(planned.every(({ decision }) => decision === 'undecided')).toBe(true)
    expect(errors).toEqual([])
    await page.context().close()
  }, 60_000)

  test('exported, it leaves the directory as it was to the byte', async () => {
    const run = await runOf(workbench, 'export')
    const { contoso } = workbench
    await contoso.client.call('changes.decide', {
      selection: { filter: { rules: [`undo of run ${run}`] } },
      decision: 'approved',
    })
    await contoso.run({ kind: 'export', systems: ['ad'] })
    expect(await directoryContent(contoso)).toBe(before)
    // Another look says so: there is nothing left to do.
    const page = await workbench.open({ route: `/history/undo?run=${run}` })
    const grid = page.getByRole('grid', { name: 'What the run wrote' })
    await grid.getByText('Is as before').first().waitFor()
    await page.getByText('Nothing goes back.').waitFor()
    expect(await page.getByRole('button', { name: 'Plan the undo' }).isDisabled()).toBe(true)
    await page.context().close()
  }, 60_000)

  test('a run that wrote nothing says what to do instead', async () => {
    const page = await workbench.open({ route: '/history/undo?run=99999' })
    await page
      .getByRole('alert')
      .getByText(/run 99999 wrote nothing that could be undone/i)
      .waitFor()
    await page.context().close()
  })
})

describe.skipIf(requires('chromium'))('a session that was pruned', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
    const { contoso } = workbench
    await contoso.run({ kind: 'session' })
    await approveAll(workbench)
    await contoso.run({ kind: 'export' })
    await contoso.run({ kind: 'confirm' })
    await contoso.run({ kind: 'report' })
    age(contoso, 300)
    const { history } = await contoso.client.call('history.prune', {
      only: 'history',
      before: Date.now() - 100 * dayLength,
    })
    expect(history?.changes).toBeGreaterThan(1000)
  })
  afterAll(() => workbench?.close())

  test('keeps its figures, says what is gone and where it is, and offers no undo', async () => {
    const page = await workbench.open({ route: '/history/1?days=365' })
    const errors = listen(page)
    const pane = page.getByLabel('Session 1', { exact: true })
    await pane.getByRole('heading', { name: 'Pruned' }).waitFor()
    await pane.getByText('archive/history-1.jsonl.gz').waitFor()
    await pane.getByText('1,378 written', { exact: false }).waitFor()
    await pane.getByText('Of each step and system the last is kept, with its figures.').waitFor()
    expect(await pane.getByRole('button', { name: 'Undo…' }).count()).toBe(0)
    await pane.getByRole('button', { name: 'Write its report from the archive' }).click()
    await pane.getByText('1,378 changes in').waitFor()
    expect(await serious(page)).toEqual([])

    const run = await runOf(workbench, 'export')
    await visit(page, `/history/1?view=runs&run=${run}`)
    const selected = page.getByLabel('Selected run')
    await selected.getByText(/was pruned and cannot be undone any more/).waitFor()
    await selected.getByText('Changes written').waitFor()
    await visit(page, `/history/undo?run=${run}`)
    await page
      .getByText(/archive\/history-1\.jsonl\.gz/)
      .first()
      .waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })
})
