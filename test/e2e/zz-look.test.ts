import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

let workbench: Workbench
const out = '/tmp/look-settings'
beforeAll(async () => {
  mkdirSync(out, { recursive: true })
  workbench = await startWorkbench(async (contoso) => {
    mkdirSync(join(contoso.dir, 'policies'), { recursive: true })
    writeFileSync(join(contoso.dir, 'policies/people.yaml'), `- name: Tier 0 is administered by hand\n  effect: protect\n  systems: [ad]\n  under: ['OU=Tier 0,DC=corp,DC=example']\n\n- name: Nobody deletes alone\n  effect: two-people\n  operations: [delete, disable]\n\n- name: Telephone numbers\n  effect: approve\n  systems: [ad]\n  types: [user]\n  attributes: [telephoneNumber, mobile]\n  disabled: true\n`)
    await contoso.reopen()
    await contoso.run({ kind: 'session' })
  })
}, 120000)
afterAll(() => workbench?.close())
const routes: [string, string][] = (process.env.LOOK ?? 'settings,settings/data,settings/retention,settings/protections,settings/secrets,settings/about,help,help/workbench,help/rules#limits,help?q=DateAdd,help/expressions#dateaddinterval-value-date?q=DateAdd,help/nothing').split(',').map((r) => [r, r.replaceAll(/[^a-z0-9]/gi, '-')])
test('look', async () => {
  for (const theme of ['light', 'dark'] as const)
    for (const [width, height] of [[1440, 900], [1100, 700]] as const)
      for (const [route, name] of routes) {
        const page = await workbench.open({ theme, route: `/${route}`, width, height })
        const errors = listen(page)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForTimeout(900)
        await page.screenshot({ path: `${out}/${name}-${theme}-${width}.png`, animations: 'disabled' })
        const found = width === 1440 ? await serious(page) : []
        if (found.length || errors.length) console.error(route, theme, found, errors)
        await page.context().close()
      }
  expect(1).toBe(1)
}, 600000)
