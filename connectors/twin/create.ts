import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { normalizeDn, parentOf, parseDn } from '../kit/dn.ts'
import { ConnectorError } from '../spi/error.ts'
import type { SystemSchema } from '../spi/schema.ts'
import type { Attributes, References } from '../spi/value.ts'
import { makeFile, type TwinSettings } from './file.ts'
import { attributeOf, checkRequired, checkValue, computedAttributes, refusal, typeOf } from './rules.ts'
import { openTable } from './table.ts'

/** An object to begin with. References name DNs; they may refer to objects that come later. */
export interface TwinSeed {
  readonly type: string
  readonly dn: string
  /** A random GUID when absent. */
  readonly anchor?: string
  readonly attributes: Attributes
  readonly references?: References
}

export interface TwinContent {
  readonly schema: SystemSchema
  /** Parents come before their children. */
  readonly objects: Iterable<TwinSeed>
  /** Naming contexts; by default the parents that are named by an object and are no object themselves. */
  readonly roots?: readonly string[]
  /** Milliseconds each write request takes; 0 when absent. */
  readonly latency?: number
}

function defaultRoots(objects: readonly TwinSeed[]): string[] {
  const own = new Set(objects.map(({ dn }) => normalizeDn(dn)))
  const roots = new Map<string, string>()
  for (const { dn } of objects) {
    const parent = parentOf(dn)
    if (parent !== undefined && !own.has(normalizeDn(parent))) roots.set(normalizeDn(parent), parent)
  }
  return [...roots.values()]
}

/**
 * Makes a twin at `path` (which must not exist) and fills it. The constraints of the schema hold for the seeds too;
 * `writable: never` does not: a copy has what the system computed. Nothing of this goes into the journal.
 */
export function createTwin(path: string, content: TwinContent): void {
  const objects = [...content.objects]
  const settings: TwinSettings = {
    schema: content.schema,
    roots: content.roots ?? defaultRoots(objects),
    latency: content.latency ?? 0,
    incarnation: randomUUID(),
  }
  mkdirSync(dirname(path), { recursive: true })
  const db = makeFile(path, settings)
  try {
    const table = openTable(db)
    db.transaction(() => {
      const ids = objects.map((seed) => {
        const type = typeOf(settings.schema, seed.type, seed.dn)
        for (const [attribute, value] of Object.entries(seed.attributes)) {
          checkValue(attribute, attributeOf(type, attribute, seed.dn), value, seed.dn)
        }
        const anchor = seed.anchor ?? randomUUID()
        const attributes = {
          ...seed.attributes,
          ...computedAttributes(type, anchor, parseDn(seed.dn)[0] ?? []),
        }
        const has = (name: string) =>
          attributes[name] !== undefined || (seed.references?.[name]?.length ?? 0) > 0
        checkRequired(type, has, seed.dn)
        return insertSeed(() => table.insert(anchor, type, seed.dn, attributes), seed.dn)
      })
      objects.forEach((seed, index) => {
        for (const [attribute, targets] of Object.entries(seed.references ?? {})) {
          for (const dn of targets) {
            const target = table.byDn(dn)
            if (!target)
              throw refusal(`${attribute} refers to ${dn}, which does not exist`, seed.dn, 'Add it.')
            table.link(ids[index] as number, attribute, target.id)
          }
        }
      })
    })()
  } finally {
    db.close()
  }
}

function insertSeed(insert: () => number, dn: string): number {
  try {
    return insert()
  } catch (cause) {
    throw new ConnectorError('exists', `${dn} has a name or a unique value that another object has`, {
      advice: 'Give it a value of its own.',
      where: dn,
      cause,
    })
  }
}
