import type { Attributes } from '../../connectors/spi/value.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage } from '../engine/model.ts'
import type { Db } from './database.ts'
import type { ChangeRow } from './export-request.ts'
import { sql } from './statement.ts'
import { storedSchema } from './stored-schema.ts'

/** A name that an approved change asks for and another object of the same export gives up, by getting another or by being deleted. */
export interface NameInTheWay {
  /** '' for the DN. */
  readonly attribute: string
  readonly holder: number
}

/**
 * Names of one system that are to be written now: finds who still has them and is about to give them up. Whoever keeps a name is nobody to
 * wait for; there the system refuses, and says why.
 */
export class Names {
  readonly #db: Db
  readonly #system: number
  readonly #unique: ReadonlySet<string>
  /** Attribute and value → who is deleted in the same export and has it; looked for once. */
  #going: ReadonlyMap<string, number> | undefined

  constructor(db: Db, system: number) {
    this.#db = db
    this.#system = system
    this.#unique = uniqueAttributes(db, system)
  }

  /** Whether an approved change gives up any name at all. */
  anyGivenUp(): boolean {
    return (
      sql(
        this.#db,
        `select 1 from change where system = ? and state in ('planned', 'exporting', 'failed') and state = 'planned' and decision = 'approved'
         and (operation in ('move', 'delete') or operation = 'update' and attribute in (select value from json_each(?))) limit 1`,
      ).get(this.#system, JSON.stringify([...this.#unique])) !== undefined
    )
  }

  /** Whether a change gives an object another value of those that no two may share. */
  isUnique({ operation, attribute }: Pick<ChangeRow, 'operation' | 'attribute'>): boolean {
    return operation === 'update' && attribute !== null && this.#unique.has(attribute)
  }

  /** What stands in the way of writing an object's approved changes. */
  inTheWay(rows: readonly ChangeRow[]): readonly NameInTheWay[] {
    return rows.flatMap(({ object, operation, attribute, new: text, reference }) => {
      if (text === null || reference === 1) return []
      if (operation === 'add') return this.#inTheWayOfNew(object, JSON.parse(text) as ObjectImage)
      if (operation === 'move') return this.#of('', this.#holderOfDn(object, JSON.parse(text) as string))
      return attribute === null ? [] : this.#of(attribute, this.#holderOfValue(object, attribute, text))
    })
  }

  #inTheWayOfNew(object: number, { dn, attributes }: ObjectImage): readonly NameInTheWay[] {
    return [
      ...(dn === undefined ? [] : this.#of('', this.#holderOfDn(object, dn))),
      ...Object.entries(attributes).flatMap(([attribute, value]) =>
        this.#of(attribute, this.#holderOfValue(object, attribute, JSON.stringify(value))),
      ),
    ]
  }

  #of(attribute: string, holder: number | undefined): readonly NameInTheWay[] {
    return holder === undefined ? [] : [{ attribute, holder }]
  }

  /** @param text the value in JSON */
  #holderOfValue(object: number, attribute: string, text: string): number | undefined {
    if (!this.#unique.has(attribute)) return undefined
    return this.#givesUp(object, attribute, text) ?? this.#goesWith(attribute, text)
  }

  #holderOfDn(object: number, dn: string): number | undefined {
    return sql<{ object: number }>(
      this.#db,
      `select l.object from cs_lookup l join cs_object o on o.id = l.object
       where l.space = ? and l.value = ? and l.object <> ? and o.anchor is not null and o.deleted = 0
       and exists (select 1 from change c where c.object = l.object and c.operation in ('move', 'delete')
         and c.state = 'planned' and c.decision = 'approved') order by l.object`,
    ).get(`dn:${this.#system}`, dnKey(dn), object)?.object
  }

  #givesUp(object: number, attribute: string, text: string): number | undefined {
    return sql<{ object: number }>(
      this.#db,
      `select object from change
       where system = ? and attribute = ? and lower(substr(old, 1, 100)) = lower(substr(?, 1, 100)) and lower(old) = lower(?)
       and state = 'planned' and decision = 'approved' and operation = 'update' and reference = 0 and old is not null and object <> ?
       and not exists (select 1 from step_aside a where a.object = change.object and a.attribute = change.attribute)
       order by object`,
    ).get(this.#system, attribute, text, text, object)?.object
  }

  #goesWith(attribute: string, value: string): number | undefined {
    this.#going ??= this.#namesOfDeleted()
    return this.#going.get(nameKey(attribute, JSON.parse(value)))
  }

  #namesOfDeleted(): ReadonlyMap<string, number> {
    const deletes = sql<{ object: number; old: string }>(
      this.#db,
      `select object, old from change
       where system = ? and operation = 'delete' and state = 'planned' and decision = 'approved' order by object`,
    ).all(this.#system)
    const names = new Map<string, number>()
    for (const { object, old } of deletes) {
      const { attributes } = JSON.parse(old) as { attributes: Attributes }
      for (const attribute of this.#unique)
        if (attribute in attributes) names.set(nameKey(attribute, attributes[attribute]), object)
    }
    return names
  }
}

const nameKey = (attribute: string, value: unknown): string => `${attribute}\0${String(value).toLowerCase()}`

/** Which attributes of one text no two objects of a system may share: its schema says so. */
function uniqueAttributes(db: Db, system: number): ReadonlySet<string> {
  return new Set(
    (storedSchema(db, system)?.types ?? []).flatMap(({ attributes }) =>
      Object.entries(attributes).flatMap(([name, { type, unique, multi }]) =>
        unique === true && type === 'string' && multi !== true ? [name] : [],
      ),
    ),
  )
}
