import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import { account, base, containers, ldifOf, people, rights } from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { listen, serious } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

describe.skipIf(requires('chromium'))('the connector space of a system', () => {
  let workbench: Workbench

  beforeAll(async () => {
    workbench = await startWorkbench()
    await workbench.contoso.run({ kind: 'session', mode: 'full' })
  })
  afterAll(() => workbench?.close())

  test('opens from the system, and shows an object with what is on its way to it', async () => {
    const page = await workbench.open({ route: '/systems/ad' })
    const errors = listen(page)
    await page.getByRole('link', { name: 'Browse' }).click()
    const grid = page.getByRole('grid', { name: 'Objects of Active Directory' })
    await grid.getByRole('row').nth(5).waitFor()
    await page.getByRole('searchbox').fill('Großmann, Jürgen')
    await expect.poll(() => grid.getByRole('row').count()).toBe(2)
    const pane = page.getByLabel('Selected object')
    await pane.getByRole('heading', { name: 'Jürgen Großmann' }).waitFor()
    await pane.getByText('Joined by In from AD – User').waitFor()
    await pane.getByText('planned').first().waitFor()
    // The way to its changes and back.
    await pane.getByRole('link', { name: 'Open in Changes' }).click()
    await page.getByRole('heading', { level: 1, name: 'Changes' }).waitFor()
    await page.getByRole('treegrid').getByText('Jürgen Großmann').first().waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('is gone through by keys, narrowed by state, and its address leads back to the same list', async () => {
    const page = await workbench.open({ route: '/systems/ad?view=objects' })
    const pane = page.getByLabel('Selected object')
    await pane.getByRole('heading', { level: 2 }).waitFor()
    const first = await pane.getByRole('heading', { level: 2 }).textContent()
    await page.keyboard.press('j')
    await expect.poll(() => pane.getByRole('heading', { level: 2 }).textContent()).not.toBe(first)
    await page.getByRole('button', { name: /Match several/ }).click()
    const grid = page.getByRole('grid', { name: 'Objects of Active Directory' })
    await expect.poll(() => grid.getByText('Matches several').count()).toBe(4)
    expect(page.url()).toContain('filter=ambiguous')
    await page.reload()
    await expect.poll(() => grid.getByText('Matches several').count()).toBe(4)
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { level: 1, name: 'Systems' }).waitFor()
    await page.context().close()
  })

  test('says what is not there', async () => {
    const page = await workbench.open({ route: '/systems/ad?view=objects&search=nobody-has-this' })
    await page.getByText('No object matches').waitFor()
    await page.getByRole('button', { name: 'Show all objects' }).click()
    await page.getByRole('grid', { name: 'Objects of Active Directory' }).waitFor()
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (theme) => {
    const page = await workbench.open({ theme, route: '/systems/ad?view=objects' })
    const errors = listen(page)
    await page.getByLabel('Selected object').getByRole('heading', { level: 2 }).waitFor()
    expect(await serious(page)).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })
})

describe.skipIf(requires('chromium') ?? requires('slapd'))('adding a system', () => {
  let workbench: Workbench
  let server: OpenLdapServer

  beforeAll(async () => {
    ;[workbench, server] = await Promise.all([startWorkbench(), startOpenLdap({ database: rights })])
    await server.load(ldifOf([...containers, ...people(20)]))
  })
  afterAll(async () => {
    await workbench?.close()
    await server?.stop()
  })

  test('asks for what the connector needs, shows the certificate, tries it, and takes it into use', async () => {
    const page = await workbench.open({ route: '/systems' })
    const errors = listen(page)
    await page.getByRole('button', { name: 'Add a system' }).click()
    await page.getByRole('radio', { name: /LDAP/ }).check()
    await page.getByRole('button', { name: 'Next' }).click()
    const pane = page.getByLabel('What the system answers')
    // A browser tells no paths: there is a field and no dialog.
    await page.getByRole('textbox', { name: 'Certificate authority', exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Choose a file', exact: true }).count()).toBe(0)

    // Nothing is filled in: the form says what is missing, and nothing is tried.
    await page.getByRole('button', { name: 'Check connection' }).click()
    await pane.getByText('Nothing was tried').waitFor()

    await page.getByRole('textbox', { name: 'Servers' }).fill(`localhost:${server.tlsPort}`)
    await page.getByRole('textbox', { name: 'Base DNs' }).fill(`ou=people,${base}`)
    await page.getByRole('textbox', { name: 'Account' }).fill(account.dn)
    await page.getByLabel('Password').fill(account.password)
    await page.getByRole('button', { name: 'Check connection' }).click()
    await pane.getByText('SHA-256', { exact: true }).waitFor()
    expect(await serious(page)).toEqual([])
    await pane.getByRole('button', { name: 'Accept this certificate' }).click()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Pinned certificate' }).inputValue())
      .toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    await page.getByRole('button', { name: 'Check connection' }).click()
    await pane.getByText('First objects').waitFor()
    await pane.getByText('inetOrgPerson').first().waitFor()

    await page.getByRole('button', { name: 'Next', exact: true }).click()
    await page.getByRole('textbox', { name: 'Title' }).fill('Old Directory')
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('old-directory')
    await page.getByRole('button', { name: 'Add Old Directory' }).click()
    await page.getByRole('heading', { level: 2, name: 'Old Directory' }).waitFor()
    await page.getByText('No rule uses it').waitFor()
    // The password is nowhere in the folder's text.
    const text = readFileSync(join(workbench.contoso.dir, 'workspace.yaml'), 'utf8')
    expect(text).toContain('old-directory')
    expect(text).not.toContain(account.password)
    expect(errors).toEqual([])
    await page.context().close()
  })
})
