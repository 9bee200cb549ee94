import { KeySketch } from '../../connectors/kit/key-sketch.ts'
import type { ObjectItem } from '../../connectors/spi/entry.ts'
import type { Value } from '../../connectors/spi/value.ts'

/** What is remembered of a full read, by object type. */
export interface ReadProfile {
  readonly [type: string]: TypeProfile
}

export interface TypeProfile {
  readonly rows: number
  /** A sketch of the anchors: enough to say how many of them are there again. */
  readonly keys: string
  readonly attributes: Readonly<Record<string, AttributeProfile>>
}

export interface AttributeProfile {
  /** Objects that have a value. */
  readonly present: number
  /** How often each value occurs; absent where there are too many different ones to say anything. */
  readonly values?: Readonly<Record<string, number>>
}

/** Of an attribute with more different values than this they are not counted. */
const mostValues = 200
/** Longer texts are no categories. */
const longestValue = 100

interface Counting {
  rows: number
  readonly keys: KeySketch
  readonly attributes: Map<string, { present: number; values: Map<string, number> | undefined }>
}

/** Counts a read while it goes by. */
export class ReadCounter {
  readonly #types = new Map<string, Counting>()

  add(item: ObjectItem): void {
    let type = this.#types.get(item.type)
    if (type === undefined) {
      type = { rows: 0, keys: new KeySketch(), attributes: new Map() }
      this.#types.set(item.type, type)
    }
    type.rows++
    type.keys.add(hash32(item.anchor))
    for (const name in item.attributes) this.#attribute(type, name, item.attributes[name] as Value)
  }

  #attribute(type: Counting, name: string, value: Value): void {
    let attribute = type.attributes.get(name)
    if (attribute === undefined) {
      attribute = { present: 0, values: new Map() }
      type.attributes.set(name, attribute)
    }
    attribute.present++
    const { values } = attribute
    if (values === undefined) return
    const text = typeof value === 'object' ? undefined : String(value)
    if (text === undefined || text.length > longestValue) {
      attribute.values = undefined
      return
    }
    values.set(text, (values.get(text) ?? 0) + 1)
    if (values.size > mostValues) attribute.values = undefined
  }

  profile(): ReadProfile {
    return Object.fromEntries(
      [...this.#types].map(([name, { rows, keys, attributes }]) => [
        name,
        {
          rows,
          keys: keys.toString(),
          attributes: Object.fromEntries(
            [...attributes].map(([attribute, { present, values }]) => [
              attribute,
              values === undefined ? { present } : { present, values: Object.fromEntries(values) },
            ]),
          ),
        },
      ]),
    )
  }
}

/** FNV-1a over the text's code units, mixed so that all bits count. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  return Math.imul(hash, 0xc2b2ae35) >>> 0
}
