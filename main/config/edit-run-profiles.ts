import { Document, isMap, isSeq, parseDocument } from 'yaml'
import {
  columnOf,
  indented,
  orRewritten,
  type Range,
  Unusual,
  withBlock,
  withMap,
  withoutItem,
  withoutPair,
} from './edit-lines.ts'
import type { RunProfile } from './run-profile-schema.ts'

const key = 'runProfiles'

/** The text of workspace.yaml with one run profile more, after the others. */
export function withNewProfile(text: string, profile: RunProfile): string {
  return orRewritten(
    text,
    () => {
      const document = parseDocument(text)
      const list = document.get(key, true)
      const range = (document.contents as { range?: Range } | null)?.range
      if (list === undefined && range)
        return withBlock(text, range, `\n${blockOf((document) => ({ [key]: [nodeOf(document, profile)] }))}`)
      if (!isSeq(list) || list.flow || !list.range || list.items.length === 0) throw new Unusual()
      return withBlock(
        text,
        list.range,
        indented(
          blockOf((document) => [nodeOf(document, profile)]),
          columnOf(text, list.range[0]),
        ),
      )
    },
    (document) => {
      if (isSeq(document.get(key))) document.addIn([key], nodeOf(document, profile))
      else document.set(key, document.createNode([nodeOf(document, profile)]))
    },
  )
}

/** The text with another profile in the place of the one that is named: what stays the same stays as it is written. */
export function withProfile(text: string, name: string, profile: RunProfile): string {
  const at = [key, indexOf(text, name)] as const
  const { steps, ...rest } = profile
  return orRewritten(
    text,
    () => {
      const was = parseDocument(text).getIn(at, true)
      if (!isMap(was)) throw new Unusual()
      const same = JSON.stringify((was.toJSON() as RunProfile).steps) === JSON.stringify(steps)
      if (same) return withMap(text, at, profile)
      const without = withMap(withoutPair(text, at, 'steps'), at, rest)
      const item = parseDocument(without).getIn(at, true)
      if (!isMap(item) || !item.range) throw new Unusual()
      return withBlock(
        without,
        item.range,
        indented(
          blockOf((document) => ({ steps: nodeOf(document, profile).get('steps') })),
          columnOf(without, item.range[0]),
        ),
      )
    },
    (document) => document.setIn(at, nodeOf(document, profile)),
  )
}

/** The text without the profile that is named, and without the list when it was the last. */
export function withoutProfile(text: string, name: string): string {
  const index = indexOf(text, name)
  const list = parseDocument(text).get(key)
  const last = isSeq(list) && list.items.length === 1
  return orRewritten(
    text,
    () => (last ? withoutPair(text, [], key) : withoutItem(text, [key, index])),
    (document) => (last ? document.delete(key) : document.deleteIn([key, index])),
  )
}

/** Whether the text has a run profile of that name. */
export const hasProfile = (text: string, name: string): boolean => place(text, name) >= 0

function indexOf(text: string, name: string): number {
  const index = place(text, name)
  if (index < 0) throw new TypeError(`workspace.yaml has no run profile ${name}`)
  return index
}

function place(text: string, name: string): number {
  const list = parseDocument(text).get(key)
  return isSeq(list) ? list.items.findIndex((item) => isMap(item) && item.get('name') === name) : -1
}

function nodeOf(document: Document, profile: RunProfile) {
  const node = document.createNode(profile)
  const steps = node.get('steps')
  // A step is a line.
  if (isSeq(steps)) for (const step of steps.items) if (isMap(step)) step.flow = true
  return node
}

/** What is made in a document of its own, as lines. */
function blockOf(content: (document: Document) => unknown): string {
  const document = new Document({})
  document.contents = document.createNode(content(document)) as typeof document.contents
  return document.toString({ lineWidth: 0 })
}
