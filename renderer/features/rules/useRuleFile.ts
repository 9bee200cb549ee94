import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useCall, useClient } from '../../client/queries.tsx'
import type { DraftBook } from './drafts.ts'

/** What somebody else wrote into a file while it was edited here; null: they removed it. */
export interface Conflict {
  file: string
  text: string | null
  hash: string | null
}

/** One file as it is typed, as it is on the disk, and as it is in use. */
export function useRuleFile(file: string | null, onDisk: boolean, book: DraftBook) {
  const draft = file === null ? undefined : book.drafts[file]
  const disk = useCall('rules.file', { file: file ?? 'rules/x.yaml' }, { enabled: file !== null && onDisk })
  const text = draft ? (draft.text ?? '') : (disk.data?.text ?? null)
  const changed =
    file !== null && draft !== undefined && disk.data !== undefined && onDisk && draft.base !== disk.data.hash
  const conflict: Conflict | null = changed
    ? { file: file as string, text: disk.data?.text ?? null, hash: disk.data?.hash ?? null }
    : null

  /** The content that what is typed began from. */
  const base = draft ? draft.base : (disk.data?.hash ?? null)
  const setText = (next: string) => {
    if (file === null) return
    if (disk.data && next === disk.data.text && base === disk.data.hash) book.drop(file)
    else if (next !== draft?.text) book.put(file, { text: next, base })
  }
  return {
    draft,
    base,
    text,
    setText,
    active: disk.data?.active ?? null,
    conflict,
    loading: onDisk && disk.isPending && text === null,
    error: onDisk && !draft ? disk.error : null,
  }
}

/** Writes drafts into their files. */
export function useSave(book: DraftBook) {
  const client = useClient()
  const queries = useQueryClient()
  const [error, setError] = useState<unknown>(null)

  /** @returns whether every one of them is saved; the first that is not stops it */
  const save = useCallback(
    async (files: readonly string[]): Promise<boolean> => {
      setError(null)
      for (const file of files) {
        const draft = book.drafts[file]
        if (!draft) continue
        try {
          const result =
            draft.text === null
              ? await client.call('rules.remove', { file, hash: draft.base ?? '' })
              : await client.call('rules.save', { file, text: draft.text, hash: draft.base })
          if (!result.saved) {
            // The file as it is now is asked for: with it the screen shows both.
            await queries.invalidateQueries({ queryKey: ['rules.file'] })
            await queries.invalidateQueries({ queryKey: ['rules.read'] })
            return false
          }
          if (draft.text !== null) {
            const { text } = draft
            queries.setQueryData<{ text: string; hash: string; active: string | null }>(
              ['rules.file', { file }],
              (held) => ({ active: held?.active ?? null, text, hash: result.hash }),
            )
          }
          book.drop(file)
        } catch (reason) {
          setError(reason)
          return false
        }
      }
      return true
    },
    [book, client, queries],
  )
  return { save, error, clear: () => setError(null) }
}
