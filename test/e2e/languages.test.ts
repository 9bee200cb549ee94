import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { screenTexts } from '../../scripts/extract-texts.ts'
import { requires } from '../requirements.ts'
import { somethingEverywhere } from './narrow-story.ts'
import { listen } from './page-checks.ts'
import { speakPseudo } from './pseudo-language.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

/** Words that connected systems, their rules or the host say as well: what is not translated there is theirs. */
const theirs = new Set([
  // titles of systems, types, limits, files, pages of the documentation and run profiles
  ...['Active Directory', 'person', 'Disables', 'File', 'Columns', 'Rules', 'Policies', 'Reports', 'Morning'],
  'Synchronize what changed',
  // what the audit and the reports call things
  ...['Decision', 'Read back', 'Written', 'approved', 'Changes', 'Plan', 'Configuration', 'Drift'],
])

/** Texts of the screens that stand on the page in English. */
async function leftInEnglish(page: Page, texts: readonly string[]): Promise<string[]> {
  const shown = await page.evaluate(() => {
    const found = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement
      // Text of files, values and names stay as they are.
      if (element?.closest('script, noscript, .cm-editor, .mono, .help-page, kbd')) continue
      found.add((walker.currentNode.textContent ?? '').trim())
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]'))
      for (const name of ['aria-label', 'placeholder', 'title']) found.add(element.getAttribute(name) ?? '')
    return [...found]
  })
  const own = new Set(texts)
  return shown.filter((text) => own.has(text) && !theirs.has(text))
}

/** What a person finds their way by, and its words are cut; and a page that would have to be moved sideways. */
const cut = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page is wider than the window'] : []),
    ...[
      ...document.querySelectorAll<HTMLElement>('.rail a, h1, .button, .switch button, .chip, [role="tab"]'),
    ]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      .map((element) => `${element.className}: ${element.textContent}`),
  ])

describe.skipIf(requires('chromium'))('a language that nobody speaks', () => {
  let workbench: Workbench
  let places: readonly string[]
  const texts = screenTexts(join(import.meta.dirname, '../../renderer'))
    .map(({ text }) => text)
    // Short words are those of data, too.
    .filter((text) => !/\{\d\}/.test(text) && text.length > 3)

  beforeAll(async () => {
    workbench = await startWorkbench()
    const { run, person } = await somethingEverywhere(workbench)
    places = [
      ...['session', 'changes', 'identities', 'joins', 'rules', 'systems', 'history', 'drift', 'audit'],
      ...[
        'settings',
        'settings/data',
        'settings/retention',
        'settings/limits',
        'settings/secrets',
        'settings/about',
        'help',
      ],
      ...[
        'joins?view=decided',
        'systems/ad?view=objects',
        'systems/ad?view=edit',
        'systems?view=add',
        'systems?view=profiles',
      ],
      ...['systems?view=profile-add', 'history/1?view=runs', 'history/1?view=findings', 'audit?view=reports'],
      ...[`identities/${person}`, `history/undo?run=${run}`],
    ]
  })
  afterAll(() => workbench?.close())

  test('is on every screen, and has room there', async () => {
    const page = await workbench.open({ route: '/session' })
    const errors = listen(page)
    await speakPseudo(page)
    await page.getByRole('heading', { level: 1, name: /⟦Šéššíöñ 1/ }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('qps')
    for (const place of places) {
      await page.evaluate((hash) => {
        location.hash = hash
      }, `#/${place}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForTimeout(900)
      expect({ place, english: await leftInEnglish(page, texts) }).toEqual({ place, english: [] })
      expect({ place, cut: await cut(page) }).toEqual({ place, cut: [] })
    }
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('that has no texts leaves the screens in English', async () => {
    const page = await workbench.open({ route: '/session' })
    await page.evaluate(() => localStorage.setItem('joinery.language', 'qps'))
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Session 1' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
    await page.context().close()
  })
})
