import { setInDirectory } from './somebody-else.ts'
import type { Workbench } from './workbench.ts'

/** Something on every screen: changes that were written and confirmed, changes undecided and approved, findings, and drift. */
export async function somethingEverywhere({ contoso }: Workbench): Promise<{ run: number; person: number }> {
  const { client } = contoso
  const titlesOfDirectory = { systems: ['ad'], attributes: ['title'], operations: ['update' as const] }
  await contoso.run({ kind: 'session' })
  const titles = await client.call('changes.list', { filter: titlesOfDirectory, limit: 3 })
  await client.call('changes.decide', { selection: { filter: titlesOfDirectory }, decision: 'approved' })
  await contoso.run({ kind: 'export' })
  await contoso.run({ kind: 'confirm' })
  for (const { key } of titles.rows) await setInDirectory(contoso, key, 'title', 'Emperor')
  await contoso.run({ kind: 'import', systems: ['ad'] })
  await contoso.run({ kind: 'synchronize' })
  await client.call('changes.decide', {
    selection: { filter: { systems: ['ad'], attributes: ['department'] } },
    decision: 'approved',
  })
  const runs = await client.call('runs.list', { session: 1, limit: 1000 })
  const people = await client.call('identities.list', { limit: 1 })
  return {
    run: runs.rows.find(({ step, system }) => step === 'export' && system === 'ad')?.id as number,
    person: people.rows[0]?.id as number,
  }
}
