import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium, type Page } from 'playwright-core'
import { followJob } from '../main/cli/follow-job.ts'
import { terminal } from '../main/cli/terminal.ts'
import { withHost } from '../main/cli/with-host.ts'
import { chromium as chromiumPath } from '../test/requirements.ts'
import { writeHrFile } from './dataset.ts'
import { type BenchRow, notMeasured, round } from './measure.ts'
import { longestTask } from './trace.ts'
import { answerTimes } from './wire.ts'
import { writeBenchWorkspace } from './workspace.ts'

const today = '2026-03-10'

/** What people type into the list of identities, letter by letter. */
const searches = ['anna', 'jürg gro', 'person99', '000999', 'zzz']

/** The screens in a real Chromium over a workspace of many people: starting, opening, scrolling, searching, and beside a step that runs. */
export async function benchScreens(dir: string, people: number): Promise<BenchRow[]> {
  const executablePath = chromiumPath()
  if (executablePath === undefined) return [notMeasured('screens', people, 'no Chromium')]
  await prepare(dir, people)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  // Chromium itself is not what starts here.
  await (await browser.newPage()).close()
  // Nothing has looked yet: all that the screen shows is counted.
  const cold = await start(browser, dir)
  await cold.page.close()
  await stop(cold.served)
  const { page, served, usable } = await start(browser, dir)
  try {
    const row = (work: string, ours: number, limit: number): BenchRow => absolute(work, people, ours, limit)
    return [
      row('from starting the program to the session on the screen, milliseconds', usable, 2000),
      row('the same when nothing was counted before, milliseconds', cold.usable, 4000),
      row(
        'first rows of Changes, opened the first time, milliseconds',
        await open(page, 'Changes', 'treegrid'),
        200,
      ),
      row('the same again, milliseconds', await again(page, 'Changes', 'treegrid'), 200),
      row(
        'first rows of Identities, opened the first time, milliseconds',
        await open(page, 'Identities', 'grid'),
        200,
      ),
      row('the same again, milliseconds', await again(page, 'Identities', 'grid'), 200),
      row('scrolling through identities: longest task, milliseconds', await scrolled(browser, page), 50),
      row(
        'from the last letter to the found identities, slowest of 5, milliseconds',
        await searched(page),
        200,
      ),
      ...(await besideAStep(browser, page, row)),
    ]
  } finally {
    await browser.close()
    await stop(served)
  }
}

interface Served {
  readonly url: string
  readonly process: ChildProcess
}

/** The program and a page of it. `usable`: milliseconds until the session stands and says what to do next. */
async function start(
  browser: Browser,
  dir: string,
): Promise<{ readonly served: Served; readonly page: Page; readonly usable: number }> {
  const from = performance.now()
  const served = await serve(dir)
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(served.url)
  await page.getByRole('list', { name: 'Steps of the session' }).waitFor()
  await page.getByRole('button', { name: /^Review [\d,]+ changes$/ }).waitFor()
  return { served, page, usable: performance.now() - from }
}

async function stop(served: Served): Promise<void> {
  served.process.kill('SIGTERM')
  await once(served.process, 'exit')
}

async function prepare(dir: string, people: number): Promise<void> {
  writeBenchWorkspace(dir)
  await writeHrFile(join(dir, 'hr.csv'), people, false)
  const quiet = { ...terminal(true), line: () => undefined }
  await withHost({ workspace: dir, today }, async (client) => {
    await followJob(client, quiet, { kind: 'import', systems: ['hr'], mode: 'full' })
    await followJob(client, quiet, { kind: 'synchronize', mode: 'full' })
    // Names are indexed in the background, once.
    while ((await client.call('identities.list', { search: 'j', limit: 1 })).unread > 0)
      await new Promise((resolve) => setTimeout(resolve, 200))
  })
}

/** `joinery serve` as it is installed, and the address it prints. */
async function serve(dir: string): Promise<Served> {
  const built = [import.meta.dirname, join(import.meta.dirname, '../dist/main')]
    .map((folder) => join(folder, 'joinery.mjs'))
    .find((file) => existsSync(file))
  if (built === undefined) throw new Error('dist/ is not built: npm run build')
  const child = spawn(process.execPath, [built, '-w', dir, '--today', today, '--json', 'serve'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { url?: string }
    if (said.url !== undefined) return { url: said.url, process: child }
  }
  throw new Error('joinery serve ended')
}

/** Milliseconds from a click at the rail to the painted rows. */
async function open(page: Page, screen: string, role: 'grid' | 'treegrid'): Promise<number> {
  const link = page
    .getByRole('navigation', { name: 'Workbench' })
    .getByRole('link', { name: new RegExp(`^${screen}`) })
  return link.evaluate(
    (element, rows) =>
      new Promise<number>((resolve, reject) => {
        const from = performance.now()
        ;(element as HTMLElement).click()
        const look = (): void => {
          if (performance.now() - from > 30_000) reject(new Error(`no ${rows} in 30 s`))
          // The heading and a row: a million equal changes are one pattern.
          else if (document.querySelectorAll(rows).length < 2) requestAnimationFrame(look)
          // One frame later it is painted.
          else requestAnimationFrame(() => resolve(performance.now() - from))
        }
        requestAnimationFrame(look)
      }),
    `[role=${role}] [role=row]`,
  )
}

async function again(page: Page, screen: string, role: 'grid' | 'treegrid'): Promise<number> {
  await page
    .getByRole('navigation', { name: 'Workbench' })
    .getByRole('link', { name: /^Session/ })
    .click()
  await page.getByRole('list', { name: 'Steps of the session' }).waitFor()
  await page.waitForTimeout(1000)
  return open(page, screen, role)
}

/** Scrolls for some seconds, by the wheel and in leaps. */
async function scrolled(browser: Browser, page: Page): Promise<number> {
  const grid = page.getByRole('grid').first()
  const box = await grid.boundingBox()
  if (box === null) throw new Error('there is no list to scroll')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  return longestTask(browser, page, async () => {
    for (let turn = 0; turn < 60; turn++) {
      await page.mouse.wheel(0, 400)
      await page.waitForTimeout(30)
    }
    for (let leap = 0; leap < 20; leap++) {
      await page.mouse.wheel(0, 40_000)
      await page.waitForTimeout(100)
    }
  })
}

/** Until the list stands still. The field waits a moment for another letter; that counts. */
async function searched(page: Page): Promise<number> {
  const field = page
    .getByRole('searchbox')
    .or(page.getByRole('textbox', { name: /^Find/ }))
    .first()
  let slowest = 0
  for (const text of searches) {
    await field.fill('')
    await page.waitForTimeout(1500)
    await field.focus()
    await page.keyboard.type(text.slice(0, -1), { delay: 60 })
    const settled = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let pressed = 0
          let last = 0
          addEventListener(
            'keydown',
            () => {
              pressed = performance.now()
            },
            { once: true, capture: true },
          )
          const list = document.querySelector('[role=grid]')?.parentElement ?? document.body
          const seen = new MutationObserver(() => {
            if (pressed > 0) last = performance.now()
          })
          seen.observe(list, { subtree: true, childList: true, characterData: true })
          setTimeout(() => {
            seen.disconnect()
            resolve(last === 0 ? 0 : last - pressed)
          }, 2500)
        }),
    )
    await page.keyboard.press(text.at(-1) as string)
    slowest = Math.max(slowest, await settled)
  }
  return slowest
}

/** A full synchronization of everybody, while somebody looks through the screens. */
async function besideAStep(
  browser: Browser,
  page: Page,
  row: (work: string, ours: number, limit: number) => BenchRow,
): Promise<BenchRow[]> {
  const rail = page.getByRole('navigation', { name: 'Workbench' })
  const answers = await answerTimes(page)
  await rail.getByRole('link', { name: /^Session/ }).click()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Start a full session' }).click()
  await page.getByRole('button', { name: /^Cancel/ }).waitFor()
  const longest = await longestTask(browser, page, async () => {
    for (let turn = 0; turn < 4; turn++)
      for (const screen of ['Session', 'Identities', 'Changes', 'Systems', 'Session']) {
        await rail.getByRole('link', { name: new RegExp(`^${screen}`) }).click()
        await page.waitForTimeout(1200)
      }
  })
  const { small, all } = answers()
  await page
    .getByRole('button', { name: /^Cancel/ })
    .click()
    .catch(() => undefined)
  return [
    row('beside a running step: longest task of the window, milliseconds', longest, 100),
    row('beside a running step: slowest answer to what is running, milliseconds', small, 100),
    row('beside a running step: slowest answer of all, milliseconds', all, 1000),
  ]
}

const absolute = (work: string, size: number, ours: number, limit: number): BenchRow => ({
  work,
  size,
  ours: round(ours),
  reference: null,
  referenceName: '—',
  ratio: null,
  target: `≤ ${limit}`,
  met: ours <= limit,
})
