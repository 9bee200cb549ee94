import { useMemo, useSyncExternalStore } from 'react'
import type { RuleEdits } from '../../../preload/contract/rules.ts'

/** What is typed and not saved. It outlives a reload and a look at another screen: nobody's work is lost by leaving. */
export interface Draft {
  /** Null: the file is to be removed. */
  text: string | null
  /** The content the edit began from; null for a file that is new. */
  base: string | null
}

export type Drafts = Readonly<Record<string, Draft>>

const listeners = new Set<() => void>()
const known = new Map<string, Drafts>()
const none: Drafts = {}

const keyOf = (workspace: string): string => `joinery.rule-drafts ${workspace}`

function readDrafts(workspace: string): Drafts {
  const held = known.get(workspace)
  if (held) return held
  let drafts = none
  try {
    drafts = (JSON.parse(localStorage.getItem(keyOf(workspace)) ?? '{}') as Drafts) ?? none
  } catch {
    // What cannot be read was not written by us; the files are the truth.
  }
  known.set(workspace, drafts)
  return drafts
}

function writeDrafts(workspace: string, drafts: Drafts): void {
  known.set(workspace, drafts)
  try {
    localStorage.setItem(keyOf(workspace), JSON.stringify(drafts))
  } catch {
    // Storage may be closed to the page; the drafts then last as long as it is open.
  }
  for (const listener of listeners) listener()
}

export interface DraftBook {
  drafts: Drafts
  edits: RuleEdits
  put(file: string, draft: Draft): void
  drop(file: string): void
}

export function useDrafts(workspace: string): DraftBook {
  const drafts = useSyncExternalStore(subscribe, () => readDrafts(workspace))
  return useMemo(
    () => ({
      drafts,
      edits: Object.entries(drafts).map(([file, { text }]) => ({ file, text })),
      put: (file, draft) => writeDrafts(workspace, { ...readDrafts(workspace), [file]: draft }),
      drop: (file) => {
        const { [file]: _gone, ...rest } = readDrafts(workspace)
        writeDrafts(workspace, rest)
      },
    }),
    [drafts, workspace],
  )
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
