import { isBelow, normalizeDn } from '../../connectors/kit/dn.ts'
import type { PolicySource } from '../config/policy-schema.ts'
import { dnKey } from '../engine/dn-key.ts'
import { type MembershipQuestion, questionsOf } from '../engine/membership.ts'
import type { Operation, Risk } from '../engine/model.ts'
import { compileScope, type Read } from '../engine/scope.ts'

/** A pending change and its object, as policies look at them. */
export interface PolicedChange {
  readonly system: string
  readonly type: string
  readonly operation: Operation
  readonly attribute: string | undefined
  readonly risk: Risk
  readonly dn: string | undefined
  /** What the system holds of the object; for an add, what it is to hold. `dn` is its DN. */
  readonly read: Read
  /** Of the groups that policies ask for, by question, those it is a member of. */
  readonly memberships: ReadonlySet<string>
  /** Why the object is protected without any policy: it is privileged, or the account we sign in with. */
  readonly builtIn: string | undefined
}

/** What policies say of a change. */
export interface Verdict {
  /** Why it is never written. */
  readonly protected: string | undefined
  /** The policy that wants two people. */
  readonly twoPeople: string | undefined
  /** The policy that approves it; only where nothing else speaks against it. */
  readonly approve: string | undefined
}

export interface Judge {
  (change: PolicedChange): Verdict
  /** What must be known of an object's groups before. */
  readonly questions: readonly MembershipQuestion[]
}

/** Without being told more, a policy approves what does little harm and takes nothing away. */
const harmless = { operations: ['add', 'update'], risks: ['low'] } as const

/** Makes one judgement of all policies: protection goes before two people, and two people before approval. */
export function compilePolicies(policies: readonly PolicySource[]): Judge {
  const compiled = policies.filter(({ disabled }) => !disabled).map(compilePolicy)
  const of = (effect: PolicySource['effect']) => compiled.filter((one) => one.source.effect === effect)
  const [protect, twoPeople, approve] = [of('protect'), of('two-people'), of('approve')]
  const judge = (change: PolicedChange): Verdict => {
    const first = (list: readonly CompiledPolicy[]) => list.find((one) => one.catches(change))?.source.name
    const policy = change.builtIn === undefined ? first(protect) : undefined
    const reason = change.builtIn ?? (policy === undefined ? undefined : `policy "${policy}"`)
    if (reason !== undefined) return { protected: reason, twoPeople: undefined, approve: undefined }
    const second = first(twoPeople)
    return {
      protected: undefined,
      twoPeople: second,
      approve: second === undefined ? first(approve) : undefined,
    }
  }
  return Object.assign(judge, {
    questions: policies.flatMap(({ scope }) => scope.flat().flatMap(questionsOf)),
  })
}

interface CompiledPolicy {
  readonly source: PolicySource
  catches(change: PolicedChange): boolean
}

function compilePolicy(source: PolicySource): CompiledPolicy {
  const { systems, types, dn, under } = source
  const narrow = source.effect === 'approve' ? harmless : { operations: undefined, risks: undefined }
  const operations = among(source.operations ?? narrow.operations)
  const risks = among(source.risks ?? narrow.risks)
  const attributes = among(source.attributes?.map(fold))
  const inSystem = among(systems)
  const ofType = among(types)
  const exact = new Set(dn?.map(dnKey))
  const roots = under?.map(normalizeDn) ?? []
  const { inScope } = compileScope(source.scope)
  const placed = (own: string | undefined, operation: Operation): boolean => {
    if (dn === undefined && under === undefined) return true
    if (own === undefined) return false
    if (exact.has(dnKey(own)) || roots.some((root) => atOrBelow(own, root))) return true
    // A container takes along what is in it.
    return takesAlong.has(operation) && [...exact, ...roots].some((one) => isBelow(one, own))
  }
  return {
    source,
    catches: (change) =>
      inSystem(change.system) &&
      ofType(change.type) &&
      operations(change.operation) &&
      risks(change.risk) &&
      (source.attributes === undefined ||
        (change.attribute !== undefined && attributes(fold(change.attribute)))) &&
      placed(change.dn, change.operation) &&
      inScope(change.read, '', change.memberships),
  }
}

const takesAlong: ReadonlySet<Operation> = new Set<Operation>(['move', 'delete'])

const fold = (text: string): string => text.toLowerCase()

const atOrBelow = (dn: string, root: string): boolean => normalizeDn(dn) === root || isBelow(dn, root)

/** Whether a value is in a list; no list holds everything. */
function among(list: readonly string[] | undefined): (value: string) => boolean {
  if (list === undefined) return () => true
  const set = new Set(list)
  return (value) => set.has(value)
}
