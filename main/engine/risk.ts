import type { Operation, Risk } from './model.ts'

/** Attributes people sign in with or are found by; changing one is felt. */
const identifying = new Set([
  'useraccountcontrol',
  'userprincipalname',
  'samaccountname',
  'username',
  'mail',
  'active',
  'proxyaddresses',
  'emails[type eq "work"].value',
])

export interface RiskJudgement {
  readonly risk: Risk
  readonly reason: string
}

/** How much harm a change could do when it is wrong, and why we think so. */
export function judge(operation: Operation, attribute: string | undefined, cleared: boolean): RiskJudgement {
  switch (operation) {
    case 'delete':
      return { risk: 'high', reason: 'It deletes the object; what only the system knows of it is lost.' }
    case 'disable':
      return { risk: 'high', reason: 'The person can no longer sign in with this account.' }
    case 'move':
      return {
        risk: 'medium',
        reason: 'The object gets another DN; policies and permissions of the new place apply.',
      }
    case 'add':
      return { risk: 'low', reason: 'It adds an object and touches nothing that exists.' }
    case 'update':
      if (attribute !== undefined && identifying.has(attribute.toLowerCase()))
        return { risk: 'medium', reason: `People sign in with ${attribute} or are found by it.` }
      if (cleared) return { risk: 'medium', reason: 'The attribute loses its value.' }
      return { risk: 'low', reason: 'One attribute gets another value; the old one is kept.' }
  }
}
