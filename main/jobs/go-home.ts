import type { Connection } from '../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../connectors/spi/entry.ts'
import type { WriteResult } from '../../connectors/spi/write.ts'
import { dnKey } from '../engine/dn-key.ts'
import { sameValue } from '../engine/same-value.ts'
import type { WorkspaceSystem } from '../host/workspace.ts'
import type { WayHome, WayHomeOutcome } from '../store/port.ts'
import type { StepContext } from './step-context.ts'

/**
 * Gives objects that stepped aside, and got no new name in the end, the one back that they had. Each is read first: an earlier attempt may
 * have been cut off, and a name that somebody else gave it is left alone.
 */
export async function goHome(
  context: StepContext,
  system: WorkspaceSystem,
  connection: Connection,
  run: number,
): Promise<void> {
  const { store, user } = context.workspace
  const ways = await store.call('waysHome', { system: system.id })
  if (ways.length === 0) return
  const outcomes: WayHomeOutcome[] = []
  for (const way of ways) outcomes.push(await walkHome(connection, way))
  await store.call('recordWaysHome', {
    system: system.id,
    run,
    session: context.session,
    author: user,
    at: Date.now(),
    outcomes,
  })
  for (const [index, { result }] of outcomes.entries()) {
    const { attribute, was, aside } = ways[index] as WayHome
    if (result === 'home')
      context.report.message(
        `${system.source.title}: ${attribute} ${aside} is ${was} again: no new name came`,
      )
  }
}

/** Reads what an object is called, and gives it its name where it still has the one for a moment. */
export async function walkHome(
  connection: Pick<Connection, 'fetch' | 'write'>,
  way: WayHome,
): Promise<WayHomeOutcome> {
  const { object, attribute, request } = way
  const about = { object, attribute }
  if (request === undefined || request.operation !== 'update') return { ...about, result: 'refused' }
  const [found] = await connection.fetch([{ type: request.type, anchor: request.anchor }])
  const name = nameOf(way, found)
  if (name !== 'aside') return { ...about, result: name }
  const result = await only(connection.write([request]))
  if (result === undefined) return { ...about, result: 'refused', message: 'the system did not answer' }
  if (!result.ok) return { ...about, result: 'refused', message: result.error.message }
  return { ...about, result: 'home' }
}

/** What an object is called now. */
function nameOf(
  { attribute, was, aside }: WayHome,
  found: ObjectItem | undefined,
): 'home' | 'aside' | 'changed' {
  if (found === undefined) return 'changed'
  const isCalled = (name: string): boolean =>
    attribute === 'dn'
      ? found.dn !== undefined && dnKey(found.dn) === dnKey(name)
      : sameValue(found.attributes[attribute], name)
  if (isCalled(was)) return 'home'
  return isCalled(aside) ? 'aside' : 'changed'
}

async function only(results: AsyncIterable<WriteResult>): Promise<WriteResult | undefined> {
  for await (const result of results) return result
  return undefined
}
