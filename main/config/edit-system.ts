import { isMap, isSeq, parseDocument } from 'yaml'
import { orRewritten, valueAt, withMap, withoutItem } from './edit-lines.ts'
import type { SystemSource } from './workspace-schema.ts'

/** What of a system a person edits. */
export type SystemEdit = Pick<SystemSource, 'title' | 'letters' | 'hue' | 'config'>

/** The text of workspace.yaml with other settings of one system: only what has changed is written, every other character stays as it is. */
export function withEditedSystem(text: string, name: string, edit: SystemEdit): string {
  const at = ['systems', indexOf(text, name)]
  const wanted = { ...(valueAt(text, at) as object), ...edit }
  return orRewritten(
    text,
    () => withMap(text, at, wanted),
    (document) => document.setIn(at, document.createNode(wanted)),
  )
}

/** The text of workspace.yaml without one system; comments above it stay. */
export function withoutSystem(text: string, name: string): string {
  const at = ['systems', indexOf(text, name)] as const
  return orRewritten(
    text,
    () => withoutItem(text, at),
    (document) => document.deleteIn(at),
  )
}

function indexOf(text: string, name: string): number {
  const systems = parseDocument(text).get('systems')
  const index = isSeq(systems)
    ? systems.items.findIndex((item) => isMap(item) && item.get('name') === name)
    : -1
  if (index < 0) throw new TypeError(`workspace.yaml has no system ${name}`)
  return index
}
