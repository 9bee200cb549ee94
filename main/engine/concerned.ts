import type { CsObject } from './model.ts'
import type { SyncPort } from './sync-port.ts'
import type { SyncControl, SyncOptions } from './sync-run.ts'

/**
 * Puts whatever changed rules say something else of on the queue.
 * @returns false when cancelled
 */
export function enqueueConcerned(
  port: SyncPort,
  { objects, identities }: NonNullable<SyncOptions['change']>,
  batch: number,
  control: SyncControl,
): boolean {
  for (const { system, type, concerns } of objects)
    for (let after = 0; ; ) {
      if (control.cancelled()) return false
      const page = port.objectsOf(system, type, after, batch)
      if (page.length === 0) break
      after = (page.at(-1) as CsObject).id
      port.enqueue(page.filter(concerns), [])
    }
  for (const { type, concerns } of identities)
    for (let after = 0; ; ) {
      if (control.cancelled()) return false
      const page = port.identitiesOf(type, after, batch)
      const last = page.at(-1)
      if (last === undefined) break
      after = last.id
      port.enqueue(
        [],
        page.filter(({ attributes }) => concerns(attributes)).map(({ id }) => id),
      )
    }
  return true
}
