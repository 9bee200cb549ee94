import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import type { Value } from '../../../connectors/spi/value.ts'
import type { EventOf } from '../../../preload/contract/methods.ts'
import type { RuleEdits } from '../../../preload/contract/rules.ts'
import type { SystemTile } from '../../../preload/contract/words.ts'
import { textsIn } from '../../config/config-texts.ts'
import type { JobQueue } from '../../jobs/job-queue.ts'
import type { InputOf, OutputOf } from '../../store/port.ts'
import { checkTexts } from '../check-rules.ts'
import { JoineryError } from '../joinery-error.ts'
import type { Handlers } from '../port.ts'
import { tileOf } from '../session-view.ts'
import type { Workspace } from '../workspace.ts'
import { activeRules, editedConfiguration, editedTexts, type RuleInEdit, ruleInEdit } from './edited-rules.ts'
import { ruleEffect } from './effect.ts'
import { filedRules, ruleBook } from './rule-book.ts'
import { readRuleFile, removeRuleFile, saveRuleFile } from './rule-files.ts'
import { ruleVocabulary } from './vocabulary.ts'

type RuleHandlers = Pick<Handlers, Extract<keyof Handlers, `rules.${string}`>>

/** Above so many object numbers, effects are worked out only when they are asked for. */
const large = 25_000

/** Methods of the Rules screen. What is heavy runs on threads beside the store, so that no other screen waits for it. */
export function ruleHandlers(workspace: Workspace, jobs: JobQueue, tick: () => void): RuleHandlers {
  return {
    'rules.read': async ({ edits }) => {
      const texts = editedTexts(workspace, edits)
      const checked = checkTexts(texts, await schemasOf(workspace))
      const book = ruleBook(
        { texts, rules: filedRules(checked), problems: checked.problems },
        { texts: workspace.texts, rules: activeRules(workspace) },
        textsIn(workspace.dir),
        (system) => systemTile(workspace, system),
      )
      return {
        ...book,
        version: await versionOf(workspace),
        large: (await workspace.store.call('highestNumber', null)) > large,
      }
    },
    'rules.file': async ({ file }) => {
      const content = readRuleFile(workspace.dir, file)
      const active = workspace.texts.names('rules').includes(file.slice('rules/'.length))
        ? workspace.texts.read(file)
        : null
      if (content === undefined)
        throw new JoineryError('no-rule-file', `${file} is not there any more`, {
          advice: 'Choose another rule; the version in use keeps what was in it until you activate',
          where: file,
        })
      return { ...content, active }
    },
    'rules.vocabulary': async () => ruleVocabulary(workspace, await schemasOf(workspace)),
    'rules.save': async ({ file, text, hash }) => {
      const saved = saveRuleFile(workspace.dir, file, text, hash)
      if (saved.saved) tick()
      return saved
    },
    'rules.remove': async ({ file, hash }) => {
      const saved = removeRuleFile(workspace.dir, file, hash)
      if (saved.saved) tick()
      return saved
    },
    'rules.activate': async () => {
      while (workspace.reloading !== undefined) await workspace.reloading
      if (jobs.current !== undefined)
        throw new JoineryError('busy', `the step "${jobs.current.kind}" works by the version in use`, {
          advice: 'Activate when it has ended. What you saved stays saved',
        })
      const before = workspace.version
      await workspace.reload()
      tick()
      return { version: await versionOf(workspace), changed: workspace.version !== before }
    },
    'rules.scope': async (input, signal) => {
      const beside = await workspace.beside('questions')
      const { is, was } = ruleInEdit(workspace, input)
      return beside.call(
        'scopeCounts',
        { was: was?.rule.scope, is: is.rule.scope, of: sideOf(workspace, is.rule), today: workspace.today },
        { signal },
      )
    },
    'rules.samples': async (input, signal) => {
      const beside = await workspace.beside('questions')
      const one = ruleInEdit(workspace, input)
      const people =
        input.people ??
        (await beside.call('samplePeople', { of: sideOf(workspace, one.is.rule), limit: tried }, { signal }))
      const rows = await beside.call(
        'sampleValues',
        { ...sampleOf(workspace, input, one), people },
        { signal },
      )
      return (input.people === null ? mostTelling(rows) : rows).map(({ key, was, is, ...row }) => ({
        ...row,
        key: key ?? null,
        was: saidView(was),
        is: saidView(is),
      }))
    },
    'rules.people': async ({ type, text }, signal) => {
      const beside = await workspace.beside('questions')
      const { configuration, capabilities } = workspace
      const found = await beside.call(
        'findPeople',
        { configuration, capabilities, type, text, limit: 20 },
        { signal },
      )
      return found.map(({ key, ...one }) => ({ ...one, key: key ?? null }))
    },
    'rules.contributors': async (input, signal) => {
      const beside = await workspace.beside('questions')
      const { is } = ruleInEdit(workspace, input)
      return contributorsView(workspace, input, is.rule, beside, signal)
    },
  }
}

/** Of so many the host chooses whom to show where nobody has chosen. */
const tried = 40
const shown = 5

type Sample = OutputOf<'sampleValues'>[number]

/** Those of whom the edit says something else, then those the rule is about. */
function mostTelling(rows: readonly Sample[]): readonly Sample[] {
  const weight = ({ was, is }: Sample): number =>
    JSON.stringify(was) !== JSON.stringify(is) ? 2 : is.inScope ? 1 : 0
  return rows.toSorted((a, b) => weight(b) - weight(a)).slice(0, shown)
}

/** What edits would change, told as it is worked out. */
export async function* watchEffect(
  workspace: Workspace,
  jobs: JobQueue,
  { edits }: { readonly edits: RuleEdits },
  signal: AbortSignal,
): AsyncGenerator<EventOf<'rules.effect'>> {
  if (jobs.current !== undefined)
    throw new JoineryError('busy', `the step "${jobs.current.kind}" is running`, {
      advice: 'The effect of the edit is worked out when it has ended',
    })
  const edited = editedConfiguration(workspace, edits)
  yield* ruleEffect(workspace, await workspace.beside('trials'), edited, signal)
}

async function schemasOf(workspace: Workspace): Promise<ReadonlyMap<string, SystemSchema>> {
  const systems = await workspace.store.call('registeredSystems', null)
  return new Map(
    systems.flatMap(({ name, schema }) => (schema === undefined ? [] : [[name, schema] as const])),
  )
}

async function versionOf(workspace: Workspace) {
  const active = await workspace.store.call('activeVersion', null)
  return { number: active?.version ?? 0, since: active?.at ?? 0, by: active?.author ?? '' }
}

function systemTile(workspace: Workspace, name: string): SystemTile | null {
  const system = workspace.systems.find(({ source }) => source.name === name)
  return system === undefined ? null : tileOf(system)
}

type AnyRule = RuleInEdit['is']['rule']

/** Whom a rule looks at: objects of a system, or identities. A type that is `*` has no members of its own. */
function sideOf(workspace: Workspace, rule: AnyRule): InputOf<'scopeCounts'>['of'] {
  if (rule.direction !== 'inbound') return { mvType: rule.from }
  return { system: workspace.system(rule.system).id, type: rule.from }
}

function sampleOf(
  workspace: Workspace,
  { edits, attribute }: { readonly edits: RuleEdits; readonly attribute: string | null },
  { is, was }: RuleInEdit,
): Omit<InputOf<'sampleValues'>, 'people'> {
  const { capabilities } = workspace
  return {
    was: { configuration: workspace.configuration, capabilities },
    is: { configuration: editedConfiguration(workspace, edits), capabilities },
    rule: { was: was?.rule.name, is: is.rule.name },
    attribute,
    today: workspace.today,
  }
}

const saidView = ({
  inScope,
  value,
  error,
}: {
  inScope: boolean
  value: Value | undefined
  error: string | undefined
}) => ({
  inScope,
  value: value === undefined ? null : typeof value === 'object' ? [...value] : value,
  error: error ?? null,
})

async function contributorsView(
  workspace: Workspace,
  { edits, attribute }: { readonly edits: RuleEdits; readonly attribute: string },
  rule: AnyRule,
  beside: Awaited<ReturnType<Workspace['beside']>>,
  signal: AbortSignal,
) {
  const configuration = editedConfiguration(workspace, edits)
  const outbound = rule.direction === 'outbound'
  const of = outbound
    ? { mvType: rule.from, system: workspace.system(rule.system).id, type: rule.to }
    : { mvType: rule.to }
  const { looked, total, decided } = await beside.call(
    'contributors',
    { configuration, capabilities: workspace.capabilities, attribute, of, today: workspace.today },
    { signal },
  )
  const rivals = [...configuration.rules, ...(configuration.memberships ?? [])].filter((one) =>
    outbound
      ? one.direction === 'outbound' &&
        one.system === rule.system &&
        one.to === rule.to &&
        one.from === rule.from
      : one.direction !== 'outbound' && one.to === rule.to,
  )
  const rows = rivals.flatMap((one) => {
    const flow = one.flows.find(({ to }) => to === attribute)
    if (flow === undefined) return []
    const system = one.direction === 'membership' ? null : systemTile(workspace, one.system)
    return [
      {
        rule: one.name,
        system,
        precedence: flow.precedence ?? one.precedence,
        count: decided.get(one.name) ?? 0,
      },
    ]
  })
  return { looked, total, rows: rows.sort((a, b) => a.precedence - b.precedence) }
}
