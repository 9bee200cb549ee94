import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ContosoDomain, startContosoDomain } from '../../demo/samba.ts'
import { requires } from '../requirements.ts'
import { SambaAdmin } from '../servers/samba-admin.ts'
import { sessionByKeyboard } from './by-keyboard.ts'
import { listen } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

const lacking = [requires('chromium'), requires('samba')].some(Boolean)

describe.skipIf(lacking)('a whole session on the screen against a real domain', () => {
  let domain: ContosoDomain
  let admin: SambaAdmin
  let workbench: Workbench

  beforeAll(async () => {
    domain = await startContosoDomain()
    admin = await SambaAdmin.signIn(domain.server)
    workbench = await startWorkbench(undefined, domain)
  })
  afterAll(async () => {
    await workbench?.close()
    await admin?.close()
    await domain?.stop()
  })

  const people = (filter: string, below = 'OU=People,') =>
    admin.find(`${below}${domain.server.baseDn}`, `(&(objectCategory=person)${filter})`)
  const everybody = async (): Promise<number> => (await people('', '')).length

  test('what was approved there is what the controller holds, and another session plans nothing', async () => {
    const renamed = (await people('(department=Sales)')).length
    const disabled = '(userAccountControl:1.2.840.113556.1.4.803:=2)'
    const before = await everybody()
    expect(await people('(department=Sales EMEA)')).toEqual([])
    expect(renamed).toBeGreaterThan(200)

    const page = await workbench.open()
    const errors = listen(page)
    const { contoso } = workbench
    const off = (await people(disabled)).length
    const approved = await sessionByKeyboard(page)
    const session = await contoso.client.call('session.get', {})
    const ad = session?.systems.find(({ name }) => name === 'ad')
    expect(ad).toMatchObject({ failed: 0, unconfirmed: 0 })
    expect(ad?.exported).toMatchObject({ add: 42, move: 22, disable: 31 })
    expect(approved).toBe(1378)

    expect(await people('(department=Sales)')).toEqual([])
    expect((await people('(department=Sales EMEA)')).length).toBeGreaterThanOrEqual(renamed)
    expect(await everybody()).toBe(before + 42)
    expect((await people(disabled)).length).toBeGreaterThan(off)

    await contoso.run({ kind: 'session', mode: 'full' })
    expect((await contoso.client.call('changes.facets', { filter: {} })).total).toBe(0)
    expect(errors).toEqual([])
    await page.context().close()
  })
})
