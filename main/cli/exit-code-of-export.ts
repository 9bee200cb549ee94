import type { Client } from '../../preload/contract/client.ts'

/** @returns 4 when changes failed, or are in review again because they were not what was approved; else 0 */
export async function exitCodeOfExport(client: Client): Promise<0 | 4> {
  const failed = await client.call('changes.facets', { filter: { states: ['failed'] } })
  const returned = await client.call('changes.facets', { filter: { returned: true } })
  return failed.total + returned.total > 0 ? 4 : 0
}
