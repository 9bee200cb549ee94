import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { sessionByKeyboard } from './by-keyboard.ts'
import { listen } from './page-checks.ts'
import { startWorkbench, type Workbench } from './workbench.ts'

describe.skipIf(requires('chromium'))('without a mouse', () => {
  let workbench: Workbench
  beforeAll(async () => {
    workbench = await startWorkbench()
  })
  afterAll(() => workbench?.close())

  test('a whole session, from the first read to the verified audit', async () => {
    const page = await workbench.open()
    const errors = listen(page)
    expect(await sessionByKeyboard(page)).toBe(1378)
    const session = await workbench.contoso.client.call('session.get', {})
    expect(session?.steps.map(({ state }) => state)).toEqual(Array(6).fill('done'))
    expect(errors).toEqual([])
    await page.context().close()
  })
})
