import type { Value } from '../../../connectors/spi/value.ts'
import type { CompiledRules, InboundRule, OutboundRule } from '../../engine/compiled-rules.ts'
import { identityName } from '../../engine/display.ts'
import { evaluateCandidates, evaluateFlow } from '../../engine/evaluate.ts'
import type { Environment, Flow } from '../../engine/flow.ts'
import { linkedWithMemberships } from '../../engine/load-memberships.ts'
import { type CsObject, type Finding, readerOf } from '../../engine/model.ts'
import type { Read } from '../../engine/scope.ts'
import type { Db } from '../database.ts'
import { type RulesInput, storedRules } from '../stored-rules.ts'
import { environmentOn } from '../sync-environment.ts'
import { SyncReader } from '../sync-reader.ts'

export interface SampleInput {
  readonly was: RulesInput
  readonly is: RulesInput
  /** The rule by its name in each version; undefined where it is not there. */
  readonly rule: { readonly was: string | undefined; readonly is: string }
  /** The attribute the flow writes; null asks for the scope alone. */
  readonly attribute: string | null
  readonly people: readonly number[]
  readonly today: string
}

/** What a flow says of somebody, before and after the edit. */
export interface SampleRow {
  readonly id: number
  readonly name: string
  /** A value that tells people of one name apart: the first indexed attribute. */
  readonly key: string | undefined
  /** The rule has nothing to go by: nothing of its system is linked to this identity. */
  readonly absent: boolean
  readonly was: Said
  readonly is: Said
}

interface Said {
  readonly inScope: boolean
  readonly value: Value | undefined
  /** What went wrong, in a sentence. */
  readonly error: string | undefined
}

const nothing: Said = { inScope: false, value: undefined, error: undefined }

/** Evaluates one flow of a rule over a few identities, as the rules in use and as edited ones have it. Nothing is stored. */
export function sampleValues(db: Db, input: SampleInput): SampleRow[] {
  const [was, is] = [storedRules(db, input.was), storedRules(db, input.is)]
  const reader = new SyncReader(db)
  const environment = environmentOn(db, input.today)
  const rows = reader.mvObjects(input.people)
  const linked = linkedWithMemberships(reader, is, input.people)
  return input.people.flatMap((id): SampleRow[] => {
    const identity = rows.get(id)
    if (identity === undefined) return []
    const key = is.types.get(identity.type)?.indexed[0]?.[0]
    const held = key === undefined ? undefined : identity.attributes[key]
    const about = { name: identityName(identity, is), key: held === undefined ? undefined : String(held), id }
    const subject = { id, attributes: identity.attributes, linked: linked.get(id) ?? [], reader }
    const after = said(is, input.rule.is, input.attribute, subject, environment)
    if (after === undefined) return [{ ...about, absent: true, was: nothing, is: nothing }]
    const before =
      input.rule.was === undefined
        ? nothing
        : (said(was, input.rule.was, input.attribute, subject, environment) ?? nothing)
    return [{ ...about, absent: false, was: before, is: after }]
  })
}

interface Subject {
  readonly id: number
  readonly attributes: CsObject['attributes']
  readonly linked: readonly CsObject[]
  readonly reader: SyncReader
}

/** Undefined when the rule has nothing of this identity to look at. */
function said(
  rules: CompiledRules,
  name: string,
  attribute: string | null,
  subject: Subject,
  environment: Environment,
): Said | undefined {
  const inbound = [...rules.inbound.values()].flat().find((rule) => rule.name === name)
  if (inbound !== undefined) {
    const object = subject.linked.find(
      (one) => one.system === inbound.system && one.type === inbound.csType && !one.deleted && !one.unborn,
    )
    if (object === undefined) return undefined
    const read = readerOf(object)
    const about = { system: object.system, object: object.id, mv: subject.id }
    const inScope = inbound.inScope(read, environment.today, object.memberships)
    return { inScope, ...spoken(inbound, attribute, read, about, importing(environment, object)) }
  }
  const outbound = [...rules.outbound.values()]
    .flatMap((bySystem) => [...bySystem.values()].flat())
    .find((rule) => rule.name === name)
  if (outbound === undefined) return undefined
  const read: Read = (key) => subject.attributes[key]
  const questions = rules.memberships.outbound
  const held =
    questions.length === 0
      ? undefined
      : subject.reader.memberships('metaverse', [subject.id], questions).get(subject.id)
  const account = subject.linked.find(
    (one) => one.system === outbound.system && one.type === outbound.csType && !one.deleted,
  )
  const about = { system: outbound.system, object: account?.id, mv: subject.id }
  return {
    inScope: outbound.inScope(read, environment.today, held),
    ...spoken(
      outbound,
      attribute,
      read,
      about,
      account === undefined ? environment : importing(environment, account),
    ),
  }
}

const importing = (environment: Environment, object: CsObject): Environment => ({
  ...environment,
  imported: (name) => (object.confirmed ?? object.attributes)[name],
})

function spoken(
  rule: InboundRule | OutboundRule,
  attribute: string | null,
  read: Read,
  about: { readonly system: number; readonly object: number | undefined; readonly mv: number | undefined },
  environment: Environment,
): Pick<Said, 'value' | 'error'> {
  const flow = [...rule.flows, ...rule.references].find((one) => one.to === attribute)
  if (flow === undefined) return { value: undefined, error: undefined }
  const findings: Finding[] = []
  const outcome = outcomeOf(flow, read, environment, about, findings)
  return {
    value: typeof outcome === 'symbol' ? undefined : outcome,
    error: findings[0]?.message,
  }
}

/** Of a value that must be free, the first one to try. */
const outcomeOf = (
  flow: Flow,
  read: Read,
  environment: Environment,
  about: Parameters<typeof evaluateFlow>[3],
  findings: Finding[],
): ReturnType<typeof evaluateFlow> =>
  flow.candidates === undefined
    ? evaluateFlow(flow, read, environment, about, findings)
    : evaluateCandidates(flow, read, environment, about, findings)[0]
