import { type RefObject, useEffect, useMemo } from 'react'
import { useTheme } from '../../shell/useTheme.ts'
import { headingId, Markdown } from './Markdown.tsx'
import type { Outline } from './outline.ts'
import type { HelpPage } from './pages.ts'
import { searchedWords } from './search.ts'

interface ArticleProps {
  area: RefObject<HTMLElement | null>
  page: HelpPage
  outline: Outline
  heading: string | null
  search: string
  /** The heading that stands at the top, while one scrolls. */
  onReading: (slug: string | null) => void
}

/** One page. It comes up at the heading that the address names. */
export function Article({ area, page, outline, heading, search, onReading }: ArticleProps) {
  const { theme } = useTheme()
  const marked = useMemo(() => searchedWords(search), [search])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page begins at its top, too
  useEffect(() => {
    const target = heading === null ? null : document.getElementById(headingId(heading))
    if (target === null) area.current?.scrollTo({ top: 0 })
    else {
      target.focus({ preventScroll: true })
      target.scrollIntoView({ block: 'start' })
    }
  }, [area, page.name, heading])
  const onScroll = () => {
    if (area.current) onReading(headingAtTop(area.current))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read changes with the page
  useEffect(onScroll, [page.name, heading])
  // It scrolls, so it has to be reachable by keyboard.
  const stop = { 'data-area': true, 'data-scrolls': true, tabIndex: 0 }
  return (
    <article className="help-article" ref={area} aria-label={outline.title} onScroll={onScroll} {...stop}>
      <div className="prose">
        <Markdown page={page} outline={outline} theme={theme} marked={marked} />
      </div>
    </article>
  )
}

/** The last heading at or above the top of the area. */
function headingAtTop(area: HTMLElement): string | null {
  const top = area.getBoundingClientRect().top + 24
  let found: string | null = null
  for (const heading of area.querySelectorAll<HTMLElement>('h3[data-slug], h4[data-slug]')) {
    if (heading.getBoundingClientRect().top > top) break
    found = heading.dataset.slug ?? null
  }
  return found
}
