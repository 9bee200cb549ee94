import { afterEach, expect, test } from 'vitest'
import { followJobs, type JobNews, shareOf } from '../../../main/app/job-news.ts'
import { type Contoso, startContoso } from '../../e2e/contoso.ts'
import { eventually } from '../../fakes/eventually.ts'

let contoso: Contoso | undefined
afterEach(async () => {
  await contoso?.close()
  contoso = undefined
})

test('every job of a host is told of until its end, in words for a person', async () => {
  contoso = await startContoso()
  const news: JobNews[] = []
  const stop = new AbortController()
  const following = followJobs(contoso.host, (one) => news.push(one), stop.signal)
  await contoso.run({ kind: 'import', mode: 'full' })
  await eventually(() => expect(news.filter(({ state }) => state === 'done')).toHaveLength(1))
  await contoso.run({ kind: 'synchronize', mode: 'full' })
  await eventually(() => expect(news.filter(({ state }) => state === 'done')).toHaveLength(2))
  expect(news.some(({ state }) => state === 'running')).toBe(true)
  expect(news.at(-1)).toMatchObject({ state: 'done', share: null })
  expect(news.at(-1)?.message).toContain('planned')
  for (const { share } of news) expect(share === null || (share >= 0 && share <= 1)).toBe(true)
  stop.abort()
  await following
})

test('the share is that of the step that came last, over all its systems', () => {
  const line = (step: 'import' | 'export', system: string, done: number, total: number | null) =>
    ({ step, system, done, total, failed: 0, rate: 0, left: null }) as const
  expect(shareOf([line('import', 'hr', 5, 5), line('export', 'ad', 1, 6), line('export', 'sn', 2, 6)])).toBe(
    0.25,
  )
  expect(shareOf([line('export', 'ad', 1, null)])).toBeNull()
  expect(shareOf([])).toBeNull()
})
