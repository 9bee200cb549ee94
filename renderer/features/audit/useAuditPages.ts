import { useCallback, useEffect, useRef, useState } from 'react'
import type { AuditEntry, AuditFilter } from '../../../preload/contract/audit.ts'
import { useClient } from '../../client/queries.tsx'

export interface AuditPages {
  readonly rows: readonly AuditEntry[]
  /** Where the search has got to; null: nothing older is left. Undefined until the first answer. */
  readonly next: number | null | undefined
  readonly searching: boolean
  readonly error: unknown
  /** Goes on to older entries. */
  more(): void
}

const none: Pick<AuditPages, 'rows' | 'next'> = { rows: [], next: undefined }
const pageSize = 200

/**
 * Entries from the newest down, page by page. What was read stays as it is, however often the host ticks: the audit is only added to.
 * A search that finds little answers with what it has looked at, and goes on until a page is full.
 * @param head new entries stand above the list until this number changes
 */
export function useAuditPages(filter: AuditFilter, below: number | null, head: number): AuditPages {
  const client = useClient()
  const [pages, setPages] = useState(none)
  const [searching, setSearching] = useState(true)
  const [error, setError] = useState<unknown>(null)
  const running = useRef<AbortController | null>(null)
  const key = JSON.stringify([filter, below, head])

  const read = useCallback(
    async (from: number | null, before: readonly AuditEntry[], wanted: AuditFilter) => {
      running.current?.abort()
      const control = new AbortController()
      running.current = control
      setSearching(true)
      try {
        let rows = before
        let next: number | null = from
        do {
          const page = await client.call(
            'audit.search',
            { filter: wanted, limit: pageSize, ...(next === null ? {} : { before: next }) },
            { signal: control.signal },
          )
          if (control.signal.aborted) return
          rows = [...rows, ...page.rows]
          next = page.next
          setPages({ rows, next })
        } while (next !== null && rows.length - before.length < 50)
        setError(null)
      } catch (refused) {
        if (!control.signal.aborted) setError(refused)
      } finally {
        if (running.current === control) setSearching(false)
      }
    },
    [client],
  )
  useEffect(() => {
    const [wanted, start] = JSON.parse(key) as [AuditFilter, number | null]
    setPages(none)
    void read(start, [], wanted)
    return () => running.current?.abort()
  }, [key, read])

  const more = useCallback(() => {
    if (searching || pages.next == null) return
    void read(pages.next, pages.rows, filter)
  }, [searching, pages, read, filter])
  return { ...pages, searching, error, more }
}
