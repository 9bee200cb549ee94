import type { Client } from '../preload/contract/client.ts'
import { seconds } from './measure.ts'

/** What people type: letters, words of a name, beginnings of identifiers, nobody. */
const searches = ['j', 'l', 'jürg gro', 'juergen', 'gross', 'anna', 'person99', '000999', 'n s', 'zzz']

/** Milliseconds of the slowest search, page of an identity, and preview, once all names are indexed. */
export async function benchIdentities(
  client: Client,
  people: number,
): Promise<{ search: number; identity: number; preview: number }> {
  while ((await client.call('identities.list', { search: 'j', limit: 1 })).unread > 0)
    await new Promise((resolve) => setTimeout(resolve, 200))
  const slowest = async (calls: readonly (() => Promise<unknown>)[]): Promise<number> => {
    let most = 0
    for (const call of calls) most = Math.max(most, await seconds(call))
    return most * 1000
  }
  const ids = Array.from({ length: 10 }, (_, i) => Math.floor((people / 10) * i) + 1)
  return {
    search: await slowest(
      searches.map((search) => () => client.call('identities.list', { search, limit: 200 })),
    ),
    identity: await slowest(ids.map((id) => () => client.call('identities.get', { id }))),
    preview: await slowest(ids.map((id) => () => client.call('identities.preview', { id }))),
  }
}
