import type { CompiledRules } from './compiled-rules.ts'
import { identityName, objectName } from './display.ts'
import type { JoinCandidate } from './fresh-objects.ts'
import type { CsObject, Finding } from './model.ts'

/** Between the decision and today somebody else's account came to the identity. */
export function decidedButTaken(object: CsObject, identity: JoinCandidate, rules: CompiledRules): Finding {
  const system = rules.systems.get(object.system)
  const name = identityName(identity, rules)
  return {
    code: 'join-decision-blocked',
    severity: 'warning',
    system: object.system,
    object: object.id,
    mv: identity.id,
    attribute: undefined,
    message: `${objectName(object, rules)} in ${system?.title ?? object.system} was decided to be the account of ${name}, who has another one there by now`,
    advice: 'Decide anew which of the two accounts is the right one (joinery joins)',
  }
}

/** The rules were changed, or the object was, since the decision was taken. */
export function cannotProject(object: CsObject, rules: CompiledRules): Finding {
  const system = rules.systems.get(object.system)
  return {
    code: 'join-decision-blocked',
    severity: 'warning',
    system: object.system,
    object: object.id,
    mv: undefined,
    attribute: undefined,
    message: `${objectName(object, rules)} in ${system?.title ?? object.system} was decided to be a new identity, and no rule that makes new ones has it in scope any more`,
    advice:
      'Release the decision (joinery joins release), or let an inbound rule with link: project have it in scope',
  }
}
