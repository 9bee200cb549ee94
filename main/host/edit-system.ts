import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type {
  ConnectorField,
  SystemDraft,
  SystemEdit,
  SystemEditPreview,
  SystemRemoval,
  SystemSettings,
} from '../../preload/contract/connectors.ts'
import type { ConfigProblem } from '../config/config-error.ts'
import { withEditedSystem, withoutSystem } from '../config/edit-system.ts'
import { lineDifference } from '../config/line-difference.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import { connectorInfo } from './connector-fields.ts'
import { errorsOf, fileOf, hashOf, refuseWhileBusy, takeIntoUse, textNamed } from './edit-workspace-file.ts'
import { configurationFrom, type FieldProblem, filledFrom } from './filled-fields.ts'
import { JoineryError } from './joinery-error.ts'
import { secretsToType } from './kept-secrets.ts'
import type { Handlers } from './port.ts'
import { systemsView } from './systems-view.ts'
import type { Workspace, WorkspaceSystem } from './workspace.ts'

type EditMethod =
  | 'systems.settings'
  | 'systems.difference'
  | 'systems.change'
  | 'systems.removal'
  | 'systems.remove'

/** Changes what stands of a connected system, or takes it out of the workspace; each is shown before it is done. */
export function editHandlers(
  workspace: Workspace,
  jobs: JobQueue,
  tick: () => void,
): Pick<Handlers, EditMethod> {
  return {
    'systems.settings': ({ system }) => settingsOf(workspace, workspace.system(system)),
    'systems.difference': async (edit) => previewOf(workspace, edit),
    'systems.change': async (edit) => {
      const system = workspace.system(edit.name)
      refuseWhileBusy(jobs, `Save ${edit.title} when it has ended; what is filled in stays`)
      const before = textNamed(workspace, edit.hash)
      const { after, problems } = edited(system, before, edit)
      const [problem] = [...problems, ...(await secretsToType(workspace, edit))]
      if (problem !== undefined)
        throw new JoineryError(
          'invalid-system',
          `${labelOf(fieldsOf(system), problem.field)}: ${problem.message}`,
          {
            advice: 'Correct the setting. Nothing was written',
          },
        )
      await takeIntoUse(workspace, before, after)
      try {
        for (const field of fieldsOf(system)) {
          const secret = edit.secrets[field.name]
          if (field.kind === 'secret' && secret) await workspace.keepSecret(edit.name, field.name, secret)
        }
      } catch (error) {
        // Else the secret that was kept would be sent to an address it was not given for.
        await takeIntoUse(workspace, after, before)
        throw error
      }
      tick()
      return { name: edit.name }
    },
    'systems.removal': ({ system }) => removalOf(workspace, workspace.system(system)),
    'systems.remove': async ({ system: name, hash, confirm }) => {
      const system = workspace.system(name)
      const { title } = system.source
      refuseWhileBusy(jobs, `Remove ${title} when it has ended`)
      if (confirm !== name)
        throw new JoineryError('not-confirmed', `"${confirm}" is not the name of ${title}`, {
          advice: `Type ${name}, as rules and commands call it`,
        })
      const before = textNamed(workspace, hash)
      const after = withoutSystem(before, name)
      const [use] = usesOf(workspace, after)
      if (use !== undefined)
        throw new JoineryError(
          'system-in-use',
          `${title} is in use: ${use.file}:${use.line}: ${use.message}`,
          {
            advice: 'Take out what uses it first, and synchronize',
            where: `${use.file}:${use.line}`,
          },
        )
      const secrets = await workspace.secretsKept(system)
      await takeIntoUse(workspace, before, after)
      for (const field of secrets) await workspace.keepSecret(name, field, undefined)
      tick()
      return { name }
    },
  }
}

const fieldsOf = ({ connector }: WorkspaceSystem): readonly ConnectorField[] =>
  connectorInfo(connector).fields
const labelOf = (fields: readonly ConnectorField[], name: string): string =>
  fields.find((field) => field.name === name)?.label ?? name

async function settingsOf(workspace: Workspace, system: WorkspaceSystem): Promise<SystemSettings> {
  const { title, letters, hue, config } = system.source
  return {
    connector: system.connector.id,
    look: { title, letters, hue },
    fields: Object.fromEntries(
      fieldsOf(system).flatMap((field) =>
        field.kind === 'secret' || config[field.name] === undefined
          ? []
          : [[field.name, filledFrom(field, config[field.name])]],
      ),
    ),
    secrets: [...(await workspace.secretsKept(system))],
    hash: hashOf(readFileSync(fileOf(workspace), 'utf8')),
  }
}

/** What is filled in, over what stands: a setting nobody touched stays as it is written, a default that is written down among them. */
export function editedConfig(
  fields: readonly ConnectorField[],
  filled: SystemDraft['fields'],
  standing: Readonly<Record<string, unknown>>,
): { readonly config: Readonly<Record<string, unknown>>; readonly problems: readonly FieldProblem[] } {
  const untouched = fields.filter(
    ({ name, ...field }) =>
      standing[name] !== undefined && filled[name] === filledFrom({ name, ...field }, standing[name]),
  )
  const { config, problems } = configurationFrom(
    fields.filter((field) => !untouched.includes(field)),
    filled,
  )
  const unknown = Object.keys(standing).filter((name) => !fields.some((field) => field.name === name))
  const kept = [...untouched.map(({ name }) => name), ...unknown].map((name) => [name, standing[name]])
  return { config: { ...Object.fromEntries(kept), ...config }, problems }
}

function edited(
  system: WorkspaceSystem,
  before: string,
  edit: SystemEdit,
): {
  readonly after: string
  readonly config: Readonly<Record<string, unknown>>
  readonly problems: readonly FieldProblem[]
} {
  const { config, problems } = editedConfig(fieldsOf(system), edit.fields, system.source.config)
  const parsed = system.connector.configSpec.schema.safeParse(config)
  const refused = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), message }))
  const { name, title, letters, hue } = edit
  return {
    after: withEditedSystem(before, name, { title, letters, hue, config: { ...config } }),
    config,
    problems: problems.length > 0 ? problems : refused,
  }
}

async function previewOf(workspace: Workspace, edit: SystemEdit): Promise<SystemEditPreview> {
  const system = workspace.system(edit.name)
  const before = textNamed(workspace, edit.hash)
  const { after, config, problems: wrong } = edited(system, before, edit)
  const problems = wrong.length > 0 ? wrong : await secretsToType(workspace, edit)
  if (problems.length > 0) return { problems: [...problems], refused: [], lines: [], secrets: [], due: [] }
  const fields = fieldsOf(system)
  return {
    problems: [],
    refused: errorsOf(workspace, after).map(({ file, line, message }) => ({ file, line, message })),
    lines: lineDifference(before, after),
    secrets: fields
      .filter(({ name, kind }) => kind === 'secret' && (edit.secrets[name] ?? '') !== '')
      .map(({ label }) => label),
    due: dueAfter(system, config),
  }
}

/** What a change of settings asks for, in sentences. */
function dueAfter(system: WorkspaceSystem, config: Readonly<Record<string, unknown>>): string[] {
  const { source, connector } = system
  const names = [...new Set([...Object.keys(source.config), ...Object.keys(config)])]
  const changed = names.filter((name) => !isDeepStrictEqual(source.config[name], config[name]))
  if (changed.length === 0) return []
  const reads = changed.some((name) => connector.configSpec.fields[name]?.access !== true)
  return reads
    ? [
        `The next import of ${source.title} reads everything: what was read before was read with other settings.`,
        'What is planned is looked at again by the next synchronization.',
      ]
    : [`What was read of ${source.title} still holds: only how it is reached has changed.`]
}

/** What would not hold any more without the system, where it stands; what is wrong already is not its doing. */
function usesOf(workspace: Workspace, after: string): readonly ConfigProblem[] {
  const said = (problem: ConfigProblem): string => `${problem.file} ${problem.path} ${problem.message}`
  const already = new Set(errorsOf(workspace, readFileSync(fileOf(workspace), 'utf8')).map(said))
  return errorsOf(workspace, after).filter((problem) => !already.has(said(problem)))
}

async function removalOf(workspace: Workspace, system: WorkspaceSystem): Promise<SystemRemoval> {
  const text = readFileSync(fileOf(workspace), 'utf8')
  const after = withoutSystem(text, system.source.name)
  const status = (await systemsView(workspace)).find(({ name }) => name === system.source.name)
  const fields = fieldsOf(system)
  return {
    hash: hashOf(text),
    uses: usesOf(workspace, after).map(({ file, line, message }) => ({ file, line, message })),
    lines: lineDifference(text, after),
    objects: status?.objects ?? 0,
    joined: status?.joined ?? 0,
    decides: await workspace.store.call('bringsPeople', { system: system.source.name }),
    pending: Object.values(status?.pending ?? {}).reduce((sum, n) => sum + n, 0),
    approved: status?.approved ?? 0,
    unconfirmed: status?.unconfirmed ?? 0,
    secrets: (await workspace.secretsKept(system)).map((name) => labelOf(fields, name)),
  }
}
