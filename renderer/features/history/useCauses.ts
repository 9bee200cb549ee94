import { useMemo } from 'react'
import type { FindingCause } from '../../../preload/contract/causes.ts'
import { addUp, inOrder } from './causeWords.ts'
import { usePages } from './usePages.ts'

export interface Causes {
  /** The worst and the most first. */
  readonly causes: readonly FindingCause[]
  /** Findings looked at so far. */
  readonly looked: number
  /** Everything was looked at: the counts are whole. */
  readonly whole: boolean
  readonly known: boolean
  readonly error: unknown
}

/** Answers of some thousands of findings each: as much as a glance is worth. */
const glance = 10

/**
 * What a session or one of its runs has found and what is still open, by cause.
 * @param whole looks through all of it, however many there are; else through the newest
 */
export function useCauses(session: number, run: number | null, whole = false): Causes {
  const { pages, more, searching, error } = usePages(
    'findings.causes',
    { session, ...(run === null ? {} : { run }) },
    (sofar) => whole || sofar.length < glance,
  )
  const causes = useMemo(
    () => inOrder(pages.reduce<FindingCause[]>((sum, page) => addUp(sum, page.causes), [])),
    [pages],
  )
  return {
    causes,
    looked: pages.reduce((sum, page) => sum + page.looked, 0),
    whole: pages.length > 0 && !more,
    known: pages.length > 0 || !searching,
    error,
  }
}
