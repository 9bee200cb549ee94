import type { PolicySource } from '../config/policy-schema.ts'
import type { WorkspaceSource } from '../config/workspace-schema.ts'

/** A configuration, as far as it matters here. */
interface Protecting {
  readonly workspace: WorkspaceSource
  readonly policies?: readonly PolicySource[]
}

/** What became of policies and protections: whoever takes one away is in the audit with it. */
export function protectionChanges(
  before: Protecting | undefined,
  now: Protecting,
): {
  readonly policiesAdded?: readonly string[]
  readonly policiesChanged?: readonly string[]
  readonly policiesRemoved?: readonly string[]
  readonly protectionsOff?: readonly string[]
  readonly protectionsOn?: readonly string[]
} {
  const [old, next] = [byName(before), byName(now)]
  const changes = {
    policiesAdded: [...next.keys()].filter((name) => !old.has(name)),
    policiesChanged: [...next].flatMap(([name, text]) =>
      old.has(name) && old.get(name) !== text ? [name] : [],
    ),
    policiesRemoved: [...old.keys()].filter((name) => !next.has(name)),
    protectionsOff: builtIns(before).filter((name) => !builtIns(now).includes(name)),
    protectionsOn:
      before === undefined ? [] : builtIns(now).filter((name) => !builtIns(before).includes(name)),
  }
  return Object.fromEntries(Object.entries(changes).filter(([, names]) => names.length > 0))
}

const byName = (one: Protecting | undefined): ReadonlyMap<string, string> =>
  new Map((one?.policies ?? []).map((policy) => [policy.name, JSON.stringify(policy)]))

/** The built-in protections that are on; a version that did not know them had none, and a new workspace has all. */
function builtIns(one: Protecting | undefined): string[] {
  const { privileged = true, ownAccount = true } = one?.workspace?.protections ?? {}
  return [...(privileged ? ['privileged'] : []), ...(ownAccount ? ['ownAccount'] : [])]
}

/**
 * Whether two configurations would plan the same: policies, protections and limits only decide over what is planned, and how the workspace is
 * called, what is kept how long and which steps are run together has nothing to do with it.
 */
export const sameRules = (one: Protecting, other: Protecting): boolean => planning(one) === planning(other)

const planning = (one: Protecting): string =>
  JSON.stringify({
    ...one,
    policies: undefined,
    workspace: {
      ...one.workspace,
      protections: undefined,
      limits: undefined,
      name: undefined,
      environment: undefined,
      retention: undefined,
      runProfiles: undefined,
    },
  })
