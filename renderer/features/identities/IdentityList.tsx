import { useCallback, useRef, useState } from 'react'
import type { IdentityPage } from '../../../preload/contract/identities.ts'
import { useCall } from '../../client/queries.tsx'
import { blockSize, type Span, useBlocks } from '../../client/useBlocks.ts'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { listKeys } from '../../shell/moveKeys.ts'
import { formatRoute, navigate, replaceRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Chip } from '../../ui/Chip.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatNumber } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'
import { IdentityCells } from './IdentityCells.tsx'
import { askedOf, formatListPlace, type ListPlace, wholeList } from './identityPlace.ts'
import { capitalised, countedType, manyOf } from './identityWords.ts'

const hints = [
  { keys: ['J', 'K'], does: t('Identity') },
  { keys: ['Enter'], does: t('Open') },
  { keys: ['/'], does: t('Find') },
  { keys: ['?'], does: t('All keys') },
]
const columns = [
  { name: t('Name') },
  { name: t('Type') },
  { name: t('Known by') },
  { name: t('Systems') },
  { name: t('Pending'), right: true },
] as const

/** Everybody in the metaverse, found by name or by what a system calls them. */
export function IdentityList({ place }: { place: ListPlace }) {
  const asked = askedOf(place)
  const first = useCall('identities.list', { ...asked, offset: 0, limit: blockSize }, { keep: true })
  const [span, setSpan] = useState<Span>({ first: 0, last: 40 })
  const blocks = useBlocks('identities.list', asked, span)
  const search = useRef<HTMLInputElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  useTitle(t('Identities'))

  const total = first.data?.total ?? 0
  const position = Math.min(place.at ?? 0, total - 1)
  const move = (at: number) =>
    replaceRoute(formatRoute('identities', null, formatListPlace({ ...place, at })))
  const narrow = (next: Partial<ListPlace>) =>
    replaceRoute(formatRoute('identities', null, formatListPlace({ ...place, at: null, ...next })))
  const open = (index: number) => {
    const row = blocks.row(index)
    if (!row) return
    // The way back leads to the row that was opened.
    move(index)
    navigate(formatRoute('identities', row.id, formatListPlace({ ...place, at: index })))
  }
  const onSearch = useCallback(
    (text: string) =>
      replaceRoute(formatRoute('identities', null, formatListPlace({ ...place, at: null, search: text }))),
    [place],
  )
  useKeys([
    ...listKeys(position, total, move),
    ['Enter', () => open(position)],
    ['/', () => search.current?.focus()],
  ])
  const error = first.error ?? blocks.error
  return (
    <Page className="identities">
      <PageHead
        title={t('Identities')}
        sub={first.data ? numbersLine(first.data) : null}
        actions={
          <SearchField
            field={search}
            label={t('Find an identity')}
            placeholder={t('Name, number, mail or DN')}
            value={place.search}
            onSearch={onSearch}
            onLeave={() => grid.current?.focus()}
          />
        }
      />
      <div className="facets" role="toolbar" aria-label={t('Types')}>
        {first.data?.types.map(({ type, count }) => (
          <Chip
            key={type}
            pressed={place.type === type}
            count={count}
            onClick={() => narrow({ type: place.type === type ? null : type })}
          >
            {capitalised(manyOf(type))}
          </Chip>
        ))}
      </div>
      <div className="list-area">
        {error ? (
          <div className="page-message">
            <ErrorNotice error={error} />
          </div>
        ) : first.data === undefined ? (
          <SkeletonRows rows={12} label={t('Reading the identities')} />
        ) : total === 0 ? (
          <NoIdentities page={first.data} onClear={() => narrow(wholeList)} />
        ) : (
          <VirtualGrid
            grid={grid}
            label={t('Identities')}
            className="identity-list"
            columns={columns}
            count={total}
            current={position}
            rowHeight={32}
            onSpan={setSpan}
            onCurrent={move}
            onOpen={open}
            cells={(index) => {
              const row = blocks.row(index)
              return row ? <IdentityCells row={row} /> : undefined
            }}
          />
        )}
        {first.data ? <Note page={first.data} searching={place.search !== ''} /> : null}
      </div>
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}

const numbersLine = (page: IdentityPage): string =>
  page.types.map(({ type, count }) => countedType(count, type)).join(', ')

/** What the list does not tell by itself: that a search ends, or is not whole yet, or what the order is. */
function Note({ page, searching }: { page: IdentityPage; searching: boolean }) {
  const words = [
    ...(page.unread > 0
      ? [
          t`The names of ${formatCounted(page.unread, 'identity', 'identities')} are being indexed; until then these are found by number, mail, account or DN only.`,
        ]
      : []),
    ...(page.cut ? [t`The first ${formatNumber(page.total)} are shown: type more to narrow them down.`] : []),
    ...(!searching && page.order === 'age'
      ? [t('A list of this size is in the order in which identities came; Find leads to one.')]
      : []),
  ]
  return words.length > 0 ? <p className="small muted search-note">{words.join(' ')}</p> : null
}

function NoIdentities({ page, onClear }: { page: IdentityPage; onClear: () => void }) {
  const all = page.types.reduce((sum, { count }) => sum + count, 0)
  if (all > 0)
    return (
      <Empty
        title={t('Nobody is found')}
        action={<Button onClick={onClear}>{t('Show all identities')}</Button>}
      >
        {t`None of ${formatCounted(all, 'identity', 'identities')} has a name with these words, or a number, mail, account, DN or anchor that begins so.`}
      </Empty>
    )
  return (
    <Empty
      title={t('Nobody is known yet')}
      action={<Button onClick={() => navigate(formatRoute('session'))}>{t('Go to Session')}</Button>}
    >
      {t(
        'A session reads the connected systems and joins what belongs together; whoever it finds is listed here.',
      )}
    </Empty>
  )
}
