import { useEffect, useMemo, useRef, useState } from 'react'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute, navigate, replaceRoute, useRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { Article } from './Article.tsx'
import { type Aside, AsideButtons } from './AsideButtons.tsx'
import { Contents } from './Contents.tsx'
import { formatHelpPlace, parseHelpPlace } from './helpPlace.ts'
import { helpGroups, outlineOfPage } from './library.ts'
import { PageList } from './PageList.tsx'
import { helpPage, helpPages } from './pages.ts'
import { Results } from './Results.tsx'
import { createIndex, type HelpIndex, type Hit } from './search.ts'
import './help.css'

let index: HelpIndex | undefined

/** The index is made when somebody first searches. */
function helpIndex(): HelpIndex {
  index ??= createIndex(helpPages.map((page) => ({ name: page.name, outline: outlineOfPage(page) })))
  return index
}

const hints = [
  { keys: ['/'], does: t('Search') },
  { keys: ['↓', '↑'], does: t('Result') },
  { keys: ['Enter'], does: t('Open') },
  { keys: ['[', ']'], does: t('Previous, next page') },
  { keys: ['?'], does: t('All keys') },
]

/** The documentation of this version, in the workbench: read, searched, linked to. */
export default function HelpScreen() {
  const { item, query } = useRoute()
  const place = useMemo(() => parseHelpPlace(item, query), [item, query])
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const area = useRef<HTMLElement>(null)
  const [reading, setReading] = useState<string | null>(null)
  const [aside, setAside] = useState<Aside | null>(null)
  const groups = useMemo(() => helpIndex().search(place.search), [place.search])
  const [cursor, setCursor] = useState({ search: '', at: 0 })
  const current = cursor.search === place.search ? cursor.at : 0
  const searching = place.search !== '' && place.page === null
  const page = searching ? undefined : helpPage(place.page ?? 'contents')
  const outline = page && outlineOfPage(page)
  useTitle(outline?.title ?? t('Help'))
  // Who has chosen a page or a heading wants to read it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address closes what lies over the page
  useEffect(() => setAside(null), [item, query])
  const open = ({ page: name, slug }: Hit, search: string) =>
    navigate(formatHelpPlace({ page: name, heading: slug, search }))
  const step = (by: number) => {
    const all = helpGroups().flatMap((group) => group.pages)
    const next = all[all.findIndex(({ name }) => name === page?.name) + by]
    if (next) navigate(formatHelpPlace({ page: next.name }))
  }
  useKeys([
    [
      '/',
      () => {
        field.current?.focus()
        field.current?.select()
      },
    ],
    ['Escape', () => (aside === null ? false : setAside(null))],
    ['[', () => step(-1)],
    [']', () => step(1)],
    ...(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Space'] as const).map(
      (key) =>
        [
          key,
          () => {
            if (searching || !area.current) return false
            area.current.focus()
            area.current.scrollBy({ top: scrollOf(key, area.current.clientHeight) })
          },
        ] as const,
    ),
  ])
  const found = groups.reduce((sum, group) => sum + group.hits.length, 0)
  return (
    <Page className={`help${aside ? ` shows-${aside}` : ''}`}>
      <PageHead
        title={t('Help')}
        sub={
          searching
            ? rich`${formatCounted(found, 'section')} about ${<b>{place.search}</b>}`
            : formatCounted(helpPages.length, 'page')
        }
        actions={
          <>
            <AsideButtons open={aside} onOpen={setAside} hasContents={page !== undefined} />
            <SearchField
              field={field}
              value={place.search}
              label={t('Search in Help')}
              placeholder={t('Function, setting, command, word')}
              onSearch={(search) => replaceRoute(formatHelpPlace({ search }))}
              onLeave={() => (list.current ?? area.current)?.focus()}
              onEnter={(search) => {
                const hits = helpIndex()
                  .search(search)
                  .flatMap((group) => group.hits)
                const hit = hits[search === place.search ? current : 0]
                if (hit) open(hit, search)
              }}
            />
          </>
        }
      />
      <PageList current={page?.name ?? null} />
      {searching ? (
        <Results
          list={list}
          query={place.search}
          groups={groups}
          current={current}
          onCurrent={(at) => setCursor({ search: place.search, at })}
          onOpen={(hit) => open(hit, place.search)}
        />
      ) : page && outline ? (
        <div className="help-page">
          {place.search ? (
            <p className="help-back">
              <a href={formatHelpPlace({ search: place.search })}>
                <Glyph name="left" size={12} />
                {rich`${formatCounted(found, 'section')} about ${place.search}`}
              </a>
            </p>
          ) : null}
          <Article
            key={page.name}
            area={area}
            page={page}
            outline={outline}
            heading={place.heading}
            search={place.search}
            onReading={setReading}
          />
          <Contents page={page.name} outline={outline} current={reading} />
        </div>
      ) : (
        <div className="help-none">
          <Empty
            title={t`Help has no page “${place.page}”`}
            action={<Button onClick={() => navigate(formatRoute('help'))}>{t('Show all pages')}</Button>}
          >
            {t('The address may be of another version. The search finds what the page was about.')}
          </Empty>
        </div>
      )}
      <KeyStrip hints={hints} />
    </Page>
  )
}

function scrollOf(key: 'ArrowDown' | 'ArrowUp' | 'PageDown' | 'PageUp' | 'Space', height: number): number {
  const page = Math.max(40, height - 40)
  return { ArrowDown: 40, ArrowUp: -40, PageDown: page, PageUp: -page, Space: page }[key]
}
