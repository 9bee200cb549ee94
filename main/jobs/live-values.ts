import type { Connection, FetchKey, UniqueQuestion } from '../../connectors/spi/connector.ts'
import { ConnectorError } from '../../connectors/spi/error.ts'
import type { SystemSchema } from '../../connectors/spi/schema.ts'
import { counted } from '../host/wording.ts'
import type { WorkspaceSystem } from '../host/workspace.ts'
import type { LiveValue } from '../store/port.ts'
import { type StepContext, throwIfCancelled } from './step-context.ts'

/** Values that are asked for at once. */
const batch = 200

/**
 * Asks the live systems whether the unique values that were just planned are free, where a rule wants that, and has those planned anew that
 * are not, until all are. Each value is asked for once. A system that cannot be asked becomes a finding; its accounts stay planned.
 * @param again synchronizes what has to be planned anew
 */
export async function settleLiveValues(
  context: StepContext,
  run: number,
  again: () => Promise<void>,
): Promise<void> {
  const { store, configuration, capabilities } = context.workspace
  const asked = new Set<string>()
  const unasked = new Map<number, { system: number; message: string; advice: string }>()
  for (;;) {
    const planned = await store.call('plannedLiveValues', { configuration, capabilities })
    const questions = planned.filter((one) => !asked.has(nameOf(one)) && !unasked.has(one.system))
    if (questions.length === 0) break
    const taken: LiveValue[] = []
    for (const [id, values] of Map.groupBy(questions, ({ system }) => system)) {
      const system = context.workspace.systemById(id) as WorkspaceSystem
      try {
        taken.push(...(await takenIn(context, system, values)))
        for (const one of values) asked.add(nameOf(one))
      } catch (error) {
        if (!(error instanceof ConnectorError) || context.signal.aborted) throw error
        unasked.set(id, couldNotAsk(system, values.length, error))
      }
    }
    if (taken.length === 0) continue
    await store.call('takeLiveValues', taken)
    await again()
  }
  await store.call('noteUnasked', { unasked: [...unasked.values()], run, at: Date.now() })
}

const nameOf = ({ system, type, attribute, value }: LiveValue): string =>
  JSON.stringify([system, type, attribute, value])

const couldNotAsk = (system: WorkspaceSystem, count: number, error: ConnectorError) => ({
  system: system.id,
  message: `${system.source.title} could not be asked whether ${counted(count, 'value of a new account is', 'values of new accounts are')} free: ${error.message}`,
  advice: `${error.advice}. Then synchronize again before you approve; until then they are only known to be free in what was imported`,
})

async function takenIn(
  context: StepContext,
  system: WorkspaceSystem,
  values: readonly LiveValue[],
): Promise<LiveValue[]> {
  const connection = await context.workspace.connect(system, context.signal)
  try {
    const schema = connection.taken === undefined ? await connection.schema() : undefined
    const taken: LiveValue[] = []
    for (let start = 0; start < values.length; start += batch) {
      throwIfCancelled(context.signal)
      const page = values.slice(start, start + batch)
      const answers =
        schema === undefined ? await connection.taken?.(page) : await askByFetch(connection, schema, page)
      taken.push(...page.filter((_, index) => answers?.[index] === true))
    }
    return taken
  } finally {
    await connection.close()
  }
}

/** Of a system whose `fetch` sees everything: an object of any type that has the value. */
async function askByFetch(
  connection: Connection,
  { types }: SystemSchema,
  questions: readonly UniqueQuestion[],
): Promise<boolean[]> {
  const answers: boolean[] = []
  for (const { attribute, value } of questions) {
    const keys = types.flatMap(({ type, attributes }): FetchKey[] => {
      if (attribute === 'dn') return [{ type, dn: value }]
      return Object.hasOwn(attributes, attribute) ? [{ type, match: { attribute, value } }] : []
    })
    answers.push(await isAnswered(connection, keys))
  }
  return answers
}

async function isAnswered(connection: Connection, keys: readonly FetchKey[]): Promise<boolean> {
  try {
    return (await connection.fetch(keys)).some((item) => item !== undefined)
  } catch (error) {
    // Several have it.
    if (error instanceof ConnectorError && error.kind === 'constraint') return true
    throw error
  }
}
