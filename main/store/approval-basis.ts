import { hash } from 'node:crypto'
import { type ChangeOrigin, ruleBasis } from '../engine/rule-basis.ts'
import { activeConfiguration } from './configuration-versions.ts'
import type { Db } from './database.ts'

/**
 * Answers for a change with the 16 bytes that stand for the rules behind it, as they are now; undefined where no rule of that name is active.
 * Changes of one rule and attribute have one basis, so it is worked out once for all of them.
 */
export function basisNow(db: Db): (origin: ChangeOrigin) => Buffer | undefined {
  const configuration = activeConfiguration(db)?.configuration
  const known = new Map<string, Buffer | undefined>()
  return (origin) => {
    if (configuration === undefined) return undefined
    const key = JSON.stringify([origin.rule, origin.operation, origin.attribute])
    if (!known.has(key)) {
      const text = ruleBasis(configuration, origin)
      known.set(key, text === undefined ? undefined : hash('sha256', text, 'buffer').subarray(0, 16))
    }
    return known.get(key)
  }
}
