import { useEffect, useRef } from 'react'
import { t } from '../../language/text.ts'
import { formatHelpPlace } from './helpPlace.ts'
import type { Outline } from './outline.ts'

interface ContentsProps {
  page: string
  outline: Outline
  /** The heading that is read now. */
  current: string | null
}

/** The headings of the page, with the one that is read. */
export function Contents({ page, outline, current }: ContentsProps) {
  const list = useRef<HTMLElement>(null)
  const sections = outline.sections.filter(({ depth }) => depth === 2 || depth === 3)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heading that is read moves what is seen of the list
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [current, page])
  // It scrolls, so it has to be reachable by keyboard.
  const stop = { 'data-area': true, 'data-scrolls': true, tabIndex: 0 }
  return (
    <nav className="help-contents" aria-label={t('On this page')} ref={list} {...stop}>
      {sections.length > 0 ? <h2 className="caption faint">{t('On this page')}</h2> : null}
      <ul>
        {sections.map(({ slug, title, depth }) => (
          <li key={slug}>
            <a
              className={depth === 3 ? 'deep' : undefined}
              href={formatHelpPlace({ page, heading: slug })}
              aria-current={slug === current ? 'location' : undefined}
            >
              {shortTitle(title)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** A function by its name; its parameters stand on the page. */
const shortTitle = (title: string): string => title.replace(/^(\w+)\(.*\)$/, '$1')
