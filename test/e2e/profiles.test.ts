import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { picture } from './picture.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

describe.skipIf(requires('chromium'))('run profiles', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
  })
  afterAll(() => workbench?.close())

  const written = () => parse(readFileSync(join(workbench.contoso.dir, 'workspace.yaml'), 'utf8')).runProfiles

  test('are run by a key, say how far they came, and stop where nothing is approved', async () => {
    const page = await workbench.open({ route: '/systems' })
    const errors = listen(page)
    await page.getByRole('button', { name: 'Run profiles' }).click()
    await page.getByRole('heading', { level: 1, name: 'Run profiles' }).waitFor()
    const grid = page.getByRole('grid', { name: 'Run profiles' })
    const morning = page.getByRole('complementary', { name: 'Morning' })
    await morning.getByRole('button', { name: 'Run Morning' }).waitFor()
    await page.keyboard.press('r')
    await grid.getByRole('row', { name: /Morning .* Done/ }).waitFor()
    await morning.getByText('Morning: 2 steps done. 2,503 objects evaluated, 1,378 changes planned').waitFor()
    expect(await morning.getByText('last run: done,').count()).toBe(2)

    await page.keyboard.press('j')
    const writing = page.getByRole('complementary', { name: 'Write and confirm' })
    await writing.getByRole('button', { name: 'Run Write and confirm' }).click()
    await grid.getByRole('row', { name: /Write and confirm .* Stopped at step 1 of 3/ }).waitFor()
    await writing.getByText('1,378 changes wait, and none is approved').waitFor()
    expect(page.url()).toContain('profile=write-back')
    await page.reload()
    await writing.getByText('last run: stopped,').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { level: 1, name: 'Systems' }).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('are run from the session and from the palette, and stand with the runs they made', async () => {
    const page = await workbench.open({ route: '/session' })
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Run Write and confirm' }).click()
    await page
      .getByLabel('Session', { exact: true })
      .getByText('Write and confirm, step 1 of 3 (export): 1,378 changes wait')
      .waitFor()
    await page.getByText('Not run: confirm, report.').waitFor()

    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Find anything' }).fill('run morning')
    await page.getByRole('option', { name: 'Run Morning' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('1,378 undecided').first().waitFor()
    const last = async () =>
      (await workbench.contoso.client.call('profiles.list', {})).profiles[0]?.last?.state
    await expect.poll(last).toBe('done')

    const { rows } = await workbench.contoso.client.call('runs.list', { offset: 0, limit: 1 })
    await page.evaluate((hash) => {
      location.hash = hash
    }, `#/history?session=${rows[0]?.session}&run=${rows[0]?.id}`)
    await page.getByLabel('Selected run').getByRole('link', { name: 'morning' }).click()
    await page.getByRole('complementary', { name: 'Morning' }).waitFor()
    await page.context().close()
  })

  test('are added with what would be written in view, and every other line stays', async () => {
    const before = readFileSync(join(workbench.contoso.dir, 'workspace.yaml'), 'utf8')
    const page = await workbench.open({ route: '/systems?view=profiles' })
    const errors = listen(page)
    await page.getByRole('button', { name: 'Add a run profile' }).click()
    const review = page.getByRole('button', { name: 'Review and save' })
    expect(await review.isDisabled()).toBe(true)
    await page.getByRole('textbox', { name: 'Title' }).fill('Morning')
    await page.getByText('Another run profile has this name').waitFor()
    await page.getByRole('textbox', { name: 'Title' }).fill('Directory only')
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('directory-only')
    await page.getByRole('combobox', { name: 'How much step 1 reads' }).selectOption('What changed')
    await page.getByRole('button', { name: 'All systems' }).first().click()
    await page.getByRole('menuitemcheckbox', { name: 'Active Directory' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Add a step' }).click()
    await page.getByRole('button', { name: 'All systems' }).click()
    // What no rule writes to is not offered to an export.
    expect(await page.getByRole('menuitemcheckbox').allTextContents()).toEqual([
      'Active Directory',
      'ServiceNow',
    ])
    await page.getByRole('menuitemcheckbox', { name: 'Active Directory' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Move step 2 up' }).click()
    expect(await serious(page)).toEqual([])
    await review.click()
    const difference = page.getByRole('region', { name: 'Difference in workspace.yaml' })
    await difference.getByText('put in: - { step: export, systems: [ ad ] }').waitFor()
    // A dialog that fades in is paler than it will be.
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)))
    expect(await serious(page)).toEqual([])
    expect(readFileSync(join(workbench.contoso.dir, 'workspace.yaml'), 'utf8')).toBe(before)
    await page.getByRole('button', { name: 'Save Directory only' }).click()
    await page.getByRole('complementary', { name: 'Directory only' }).waitFor()
    expect(written().at(-1)).toEqual({
      name: 'directory-only',
      title: 'Directory only',
      steps: [
        { step: 'synchronize', mode: 'delta' },
        { step: 'import', mode: 'delta', systems: ['ad'] },
        { step: 'export', systems: ['ad'] },
      ],
    })
    expect(readFileSync(join(workbench.contoso.dir, 'workspace.yaml'), 'utf8').startsWith(before)).toBe(true)
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('are edited and taken out by keys, and the list says when there is none', async () => {
    const page = await workbench.open({ route: '/systems?view=profiles&profile=write-back' })
    await page.getByRole('complementary', { name: 'Write and confirm' }).waitFor()
    await page.keyboard.press('e')
    await page.getByRole('heading', { level: 1, name: 'Edit Write and confirm' }).waitFor()
    await page.getByRole('button', { name: 'Remove step 3' }).click()
    await page.getByRole('button', { name: 'Review and save' }).click()
    await page.getByRole('button', { name: 'Save Write and confirm' }).click()
    await page.getByRole('complementary', { name: 'Write and confirm' }).waitFor()
    expect(written()[1].steps).toEqual([{ step: 'export' }, { step: 'confirm' }])

    for (const title of ['Write and confirm', 'Directory only', 'Morning']) {
      const { profiles } = await workbench.contoso.client.call('profiles.list', {})
      const name = profiles.find((profile) => profile.title === title)?.name
      await page.evaluate((hash) => {
        location.hash = hash
      }, `#/systems?view=profiles&profile=${name}`)
      await page.getByRole('complementary', { name: title }).getByRole('button', { name: 'Remove' }).click()
      await page.getByRole('button', { name: `Remove ${title}` }).click()
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    }
    await page.getByRole('heading', { name: 'No run profiles yet' }).waitFor()
    expect(await serious(page)).toEqual([])
    expect(written()).toBeUndefined()
    await page.context().close()
  })
})

describe.skipIf(requires('chromium'))('the list of run profiles', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
    await workbench.contoso.run({ kind: 'profile', name: 'morning' })
  })
  afterAll(() => workbench?.close())

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, route: '/systems?view=profiles' })
    const errors = listen(page)
    await page.getByRole('complementary', { name: 'Morning' }).getByText('last run: done,').first().waitFor()
    expect(await serious(page)).toEqual([])
    await picture(page, `run-profiles-${theme}`)
    expect(errors).toEqual([])
    await page.context().close()
  })
})
