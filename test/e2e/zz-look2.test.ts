import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'
let workbench: Workbench
beforeAll(async () => { workbench = await startWorkbench() }, 120000)
afterAll(() => workbench?.close())
test('look2', async () => {
  const said: unknown[] = []
  for (const route of ['/settings/secrets', '/help/workbench', '/help/workbench#session', '/settings/protections', '/help/expressions#dateaddinterval-value-date']) {
    const page = await workbench.open({ route, theme: 'dark' })
    const errors = listen(page)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForTimeout(1200)
    said.push({ route, serious: await serious(page), errors })
    said.push(await page.evaluate(() => { const n = document.querySelector('.notice'); return n && { p: getComputedStyle(n).padding, h: (n as HTMLElement).offsetHeight } }))
    said.push(await page.evaluate(() => [...document.querySelectorAll('img')].map((i) => [i.src, i.naturalWidth, i.complete])))
    await page.screenshot({ path: `/tmp/look-settings/two${route.replaceAll(/[^a-z0-9]/gi, '-')}.png` })
    await page.context().close()
  }
  expect(said).toEqual([])
}, 600000)
