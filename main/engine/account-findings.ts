import type { JoinKey, PreparedIdentity, Target } from './identity.ts'
import type { Finding } from './model.ts'

/** Why an identity gets no account in a system. */

export function ambiguousAccount(
  prepared: PreparedIdentity,
  target: Target,
  matches: readonly { readonly object: { readonly id: number } }[],
  rivals: number,
  group: readonly JoinKey[],
): Finding {
  const by = group.map((key) => `${key.attribute} ${String(key.value)}`).join(' and ')
  return {
    code: 'ambiguous-account',
    severity: 'warning',
    system: target.system.id,
    object: matches.length === 1 ? matches[0]?.object.id : undefined,
    accounts: matches.map((match) => match.object.id),
    mv: prepared.identity.id,
    attribute: group.map((key) => key.attribute).join(', '),
    message:
      matches.length > 1
        ? `${prepared.name} matches ${matches.length} accounts in ${target.system.title} by ${by}`
        : `${prepared.name} and ${rivals || 1} more match one account in ${target.system.title} by ${by}`,
    advice: 'Decide which belong together (joinery joins); until then no account is created',
  }
}

export const noUniqueValue = (
  prepared: PreparedIdentity,
  target: Target,
  attribute: string,
  candidates: readonly string[],
): Finding => ({
  code: 'no-unique-value',
  severity: 'error',
  system: target.system.id,
  object: undefined,
  mv: prepared.identity.id,
  attribute,
  message: `${prepared.name} gets no account in ${target.system.title}: every value for ${attribute} is taken (${candidates.join(', ')})`,
  advice: 'Add a further alternative to SelectUniqueValue, such as one with the employee number',
})

export const dnFinding = (
  prepared: PreparedIdentity,
  target: Target,
  code: 'dn-missing' | 'dn-taken',
  why: string,
  advice: string,
): Finding => ({
  code,
  severity: 'error',
  system: target.system.id,
  object: undefined,
  mv: prepared.identity.id,
  attribute: 'dn',
  message: `${prepared.name} gets no account in ${target.system.title}: ${why}`,
  advice,
})
