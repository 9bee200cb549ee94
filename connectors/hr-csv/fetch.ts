import type { FetchKey } from '../spi/connector.ts'
import type { ObjectItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { Value } from '../spi/value.ts'
import { itemsOf, type Reading } from './read.ts'

/** One answer for each key, from one scan of the file. */
export async function fetchPeople(
  reading: Reading,
  keys: readonly FetchKey[],
): Promise<readonly (ObjectItem | undefined)[]> {
  const answers: (ObjectItem | undefined)[] = keys.map(() => undefined)
  if (keys.length === 0) return answers
  const byAnchor = Map.groupBy(keys.keys(), (at) => anchorOf(keys[at]!))
  const matches = [...keys.entries()].filter(([, key]) => 'match' in key)
  for await (const items of itemsOf(reading)) {
    for (const item of items) {
      if (item.kind !== 'object') continue
      for (const at of byAnchor.get(item.anchor) ?? []) {
        if (keys[at]!.type === item.type) answers[at] = item
      }
      for (const [at, key] of matches) {
        if (!('match' in key) || key.type !== item.type || !answersTo(item, key.match)) continue
        if (answers[at]) throw several(key.match, answers[at], item)
        answers[at] = item
      }
    }
  }
  return answers
}

function anchorOf(key: FetchKey): string | undefined {
  return 'anchor' in key ? key.anchor : undefined
}

function answersTo(item: ObjectItem, match: { readonly attribute: string; readonly value: string }): boolean {
  const held: Value | undefined = item.attributes[match.attribute] ?? item.references?.[match.attribute]
  const wanted = match.value.toLowerCase()
  return [held].flat().some((value) => value !== undefined && String(value).toLowerCase() === wanted)
}

function several(
  match: { readonly attribute: string; readonly value: string },
  first: ObjectItem,
  second: ObjectItem,
): ConnectorError {
  return new ConnectorError(
    'constraint',
    `More than one person has ${match.attribute} = ${match.value}: ${first.origin} and ${second.origin}`,
    { where: second.origin!, advice: 'Look for them by the key instead.' },
  )
}
