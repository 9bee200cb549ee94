import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Connector } from '../../connectors/spi/connector.ts'
import { ConnectorError } from '../../connectors/spi/error.ts'
import type {
  ConnectorField,
  SetUpTrial,
  SystemDraft,
  SystemLook,
} from '../../preload/contract/connectors.ts'
import type { CheckResult } from '../../preload/contract/workspace.ts'
import { withSystem } from '../config/add-system.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import { connectorInfo } from './connector-fields.ts'
import { connectors } from './connectors.ts'
import { discoverOn } from './discover.ts'
import { configurationFrom, filledFrom } from './filled-fields.ts'
import { JoineryError } from './joinery-error.ts'
import { movedFrom, secretsToType } from './kept-secrets.ts'
import type { Handlers } from './port.ts'
import { replaceFile } from './replace-file.ts'
import type { Workspace } from './workspace.ts'

type SetUpMethod = 'connectors.list' | 'systems.suggest' | 'systems.try' | 'systems.look' | 'systems.add'

/** Sets a connected system up: what it asks for, whether it answers, what it holds, and at last its place in the workspace. */
export function setUpHandlers(
  workspace: Workspace,
  jobs: JobQueue,
  tick: () => void,
): Pick<Handlers, SetUpMethod> {
  return {
    'connectors.list': async () => [...connectors.values()].map(connectorInfo),
    'systems.suggest': async (draft, signal) => {
      const connector = connectorNamed(draft.connector)
      const context = workspace.contextFor(draft.name, await secretsOf(workspace, draft), signal)
      const { fields } = connectorInfo(connector)
      const { config } = configurationFrom(fields, draft.fields)
      return (await connector.suggest(config, context)).flatMap(({ field, value, reason }) => {
        const known = fields.find(({ name }) => name === field)
        return known === undefined ? [] : [{ field, value: filledFrom(known, value), reason }]
      })
    },
    'systems.try': async (draft, signal) => {
      const connector = connectorNamed(draft.connector)
      const { problems: refused } = filledIn(connector, draft)
      const problems = refused.length > 0 ? refused : await secretsToType(workspace, draft)
      return problems.length > 0
        ? { problems, checks: [] }
        : { problems, checks: await check(workspace, draft, signal) }
    },
    'systems.look': async (draft) => discoverOn((signal) => open(workspace, draft, signal)),
    'systems.add': async ({ title, letters, hue, ...draft }) => {
      if (jobs.current !== undefined)
        throw new JoineryError('busy', `the step "${jobs.current.kind}" is still running`, {
          advice: 'Add the system when it has ended; what is filled in stays',
        })
      await add(workspace, draft, { title, letters, hue })
      tick()
      return { name: draft.name }
    },
  }
}

function connectorNamed(id: string): Connector<unknown> {
  const connector = connectors.get(id)
  if (connector !== undefined) return connector
  throw new JoineryError('unknown-connector', `there is no connector "${id}"`, {
    advice: `Known connectors: ${[...connectors.keys()].join(', ')}`,
  })
}

/** What is typed; of a system that is edited, else what is kept. */
async function secretsOf(
  workspace: Workspace,
  { name, connector, fields, secrets, edits }: SystemDraft,
): Promise<ReadonlyMap<string, string>> {
  const typed = Object.entries(secrets).filter(([, value]) => value !== '')
  const system = edits ? workspace.system(name) : undefined
  // Another connector's secret of the same name is none of its business, and neither is one that was given for another place.
  const isItsOwn = system?.connector.id === connector && movedFrom(system, fields).length === 0
  const kept = isItsOwn ? await workspace.secretsFor(system) : []
  return new Map([...kept, ...typed])
}

/** The configuration that is filled in, and what the connector does not accept of it, by the field in which a person sees it. */
function filledIn(
  connector: Connector<unknown>,
  draft: SystemDraft,
): { readonly config: Readonly<Record<string, unknown>>; readonly problems: SetUpTrial['problems'] } {
  const { config, problems } = configurationFrom(connectorInfo(connector).fields, draft.fields)
  if (problems.length > 0) return { config, problems: [...problems] }
  const parsed = connector.configSpec.schema.safeParse(config)
  if (parsed.success) return { config, problems: [] }
  return {
    config,
    problems: parsed.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), message })),
  }
}

async function open(workspace: Workspace, draft: SystemDraft, signal: AbortSignal) {
  const connector = connectorNamed(draft.connector)
  const config = connector.configSpec.schema.parse(filledIn(connector, draft).config)
  const secrets = await secretsOf(workspace, draft)
  return workspace.connectDraft({ name: draft.name, connector, config, secrets }, signal)
}

/** A connection that cannot be opened is a check that failed, with what the system showed. */
async function check(workspace: Workspace, draft: SystemDraft, signal: AbortSignal): Promise<CheckResult[]> {
  try {
    const connection = await open(workspace, draft, signal)
    try {
      return (await connection.check()).map((result) => ({ ...result }))
    } finally {
      await connection.close()
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return [
      {
        ok: false,
        title: 'Connect',
        detail: error.message,
        advice: error.advice,
        ...(error.certificate === undefined ? {} : { certificate: { ...error.certificate } }),
      },
    ]
  }
}

/**
 * The text first, then the secrets: a system without its secret says what it lacks, a secret without its system is never found again.
 * @throws JoineryError `name-taken`, `invalid-system`, ConfigError; workspace.yaml is then as it was
 */
async function add(workspace: Workspace, draft: SystemDraft, look: SystemLook): Promise<void> {
  const { name, secrets } = draft
  if (workspace.systems.some(({ source }) => source.name === name))
    throw new JoineryError('name-taken', `there is a system "${name}" already`, {
      advice: 'Give this one another name',
    })
  const connector = connectorNamed(draft.connector)
  const { fields } = connectorInfo(connector)
  const { config, problems } = filledIn(connector, draft)
  const [problem] = problems
  if (problem !== undefined)
    throw new JoineryError('invalid-system', `${labelOf(fields, problem.field)}: ${problem.message}`, {
      advice: 'Correct the setting',
    })
  const file = join(workspace.dir, 'workspace.yaml')
  const before = readFileSync(file, 'utf8')
  replaceFile(file, withSystem(before, { name, ...look, connector: connector.id, config: { ...config } }))
  try {
    await workspace.reload()
  } catch (error) {
    replaceFile(file, before)
    throw error
  }
  for (const field of fields)
    if (field.kind === 'secret' && secrets[field.name])
      await workspace.keepSecret(name, field.name, secrets[field.name])
}

const labelOf = (fields: readonly ConnectorField[], name: string): string =>
  fields.find((field) => field.name === name)?.label ?? name
