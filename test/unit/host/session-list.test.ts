import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Contoso, startContoso } from '../../e2e/contoso.ts'

let contoso: Contoso
beforeAll(async () => {
  contoso = await startContoso()
  await contoso.run({ kind: 'session', mode: 'full' })
})
afterAll(() => contoso.close())

test('a session that waits for decisions says so in the list, too', async () => {
  const { rows } = await contoso.client.call('session.list', { offset: 0, limit: 1 })
  const review = rows[0]?.steps.find(({ step }) => step === 'review')
  expect(review).toMatchObject({ state: 'running', note: 'in review' })
  const session = await contoso.client.call('session.get', {})
  expect(session?.steps.find(({ step }) => step === 'review')?.note).toBe('1,378 undecided')
})
