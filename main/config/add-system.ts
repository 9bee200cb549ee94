import { isSeq, parseDocument } from 'yaml'
import type { SystemSource } from './workspace-schema.ts'

/** What of a system is written down; everything else has its default. */
export type NewSystem = Pick<SystemSource, 'name' | 'title' | 'letters' | 'hue' | 'connector' | 'config'>

/** The text of workspace.yaml with one system more at the end of its list; every other line, and every comment, stays as it is. */
export function withSystem(text: string, system: NewSystem): string {
  const document = parseDocument(text)
  const systems = document.get('systems')
  if (!isSeq(systems)) throw new TypeError('workspace.yaml has no list of systems')
  systems.add(document.createNode(system))
  return document.toString({ lineWidth: 0 })
}
