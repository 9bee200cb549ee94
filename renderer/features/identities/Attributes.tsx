import { Fragment, useEffect, useState } from 'react'
import type { Identity, IdentityValue, ValueGiver } from '../../../preload/contract/identities.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { stepKeys } from '../../shell/moveKeys.ts'
import { formatRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Nothing, sides } from '../../ui/Difference.tsx'
import { formatNumber, formatValue } from '../../ui/format.ts'
import { Cell, ColumnHead, GridFrame, GridRow } from '../../ui/Grid.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { type AttributeView, attributeRows } from './attributeRows.ts'

const views = [
  { value: 'all', label: t('All') },
  { value: 'contested', label: t('Contested') },
  { value: 'changing', label: t('Changing') },
] as const satisfies readonly { value: AttributeView; label: string }[]

const nothingThere: Record<AttributeView, string> = {
  all: t('It has no values.'),
  contested: t('Nobody else offers another value for any attribute.'),
  changing: t('No account waits for a value of these attributes.'),
}

/** Every value with where it comes from; E shows who lost. */
export function Attributes({ identity }: { identity: Identity }) {
  const [view, setView] = useState<AttributeView>('all')
  const [at, setAt] = useState(0)
  const [open, setOpen] = useState<string | null>(null)
  const rows = attributeRows(identity, view)
  const position = Math.min(at, rows.length - 1)
  const toggle = (value: IdentityValue | undefined) => {
    if (value && value.losers.length > 0) setOpen(open === value.attribute ? null : value.attribute)
  }
  useKeys([...stepKeys(position, rows.length, setAt), ['E', () => toggle(rows[position])]])
  const currentId = rows[position] ? `attribute-${rows[position].attribute}` : undefined
  useEffect(() => {
    if (currentId) document.getElementById(currentId)?.scrollIntoView({ block: 'nearest' })
  }, [currentId])
  return (
    <section aria-labelledby="attributes-head">
      <div className="head">
        <h2 className="section-head" id="attributes-head">
          {rich`Attributes ${<span className="sub num">{formatNumber(identity.values.length)}</span>}`}
        </h2>
        <Switch label={t('Which attributes')} value={view} options={views} onChange={setView} />
      </div>
      {rows.length === 0 ? (
        <p className="muted none">{nothingThere[view]}</p>
      ) : (
        <GridFrame
          className="attr-grid"
          kind="treegrid"
          aria-labelledby="attributes-head"
          aria-activedescendant={currentId}
        >
          <GridRow className="grid-head">
            <ColumnHead>{t('Attribute')}</ColumnHead>
            <ColumnHead>{t('Value')}</ColumnHead>
            <ColumnHead>{t('From')}</ColumnHead>
            <ColumnHead>{t('Rule, precedence')}</ColumnHead>
            <ColumnHead className="right">{t('Lost')}</ColumnHead>
          </GridRow>
          {rows.map((value, index) => (
            <Fragment key={value.attribute}>
              <ValueRow
                value={value}
                identity={identity}
                current={index === position}
                open={open === value.attribute}
                onClick={() => {
                  setAt(index)
                  if (index === position || value.losers.length > 0) toggle(value)
                }}
              />
              {open === value.attribute ? <Losers value={value} /> : null}
            </Fragment>
          ))}
        </GridFrame>
      )}
    </section>
  )
}

interface ValueRowProps {
  value: IdentityValue
  identity: Identity
  current: boolean
  open: boolean
  onClick: () => void
}

function ValueRow({ value, identity, current, open, onClick }: ValueRowProps) {
  const [giver] = value.from
  const lost = value.losers.length
  return (
    <GridRow
      id={`attribute-${value.attribute}`}
      className={`row attr${current ? ' is-current' : ''}${open ? ' is-open' : ''}`}
      aria-level={1}
      aria-selected={current}
      aria-expanded={lost > 0 ? open : undefined}
      onClick={onClick}
    >
      <Cell className="mono clip" title={value.attribute}>
        {value.attribute}
      </Cell>
      <Cell className="clip" title={formatValue(value.value) ?? undefined}>
        <Shown value={value} identity={identity} />
      </Cell>
      {giver ? <From giver={giver} more={value.from.length - 1} /> : <Cell className="faint">–</Cell>}
      {giver ? <Rule giver={giver} /> : <Cell />}
      <Cell className={`num right${lost ? ' others' : ' zero'}`}>{lost ? formatNumber(lost) : ''}</Cell>
    </GridRow>
  )
}

/** What an account does not have yet is marked in the value, word by word. */
function Shown({ value, identity }: { value: IdentityValue; identity: Identity }) {
  const { references } = value
  const change = identity.changes.find(({ id }) => id === value.changes[0])
  if (references)
    return (
      <>
        {references.first.map(({ id, name }, i) => (
          <Fragment key={id}>
            {i > 0 ? ', ' : ''}
            <a
              href={formatRoute('identities', id)}
              tabIndex={-1}
              onClick={(event) => event.stopPropagation()}
            >
              {name}
            </a>
          </Fragment>
        ))}
        {references.count > references.first.length ? (
          <span className="muted">{rich` and ${formatNumber(references.count - references.first.length)} more`}</span>
        ) : null}
      </>
    )
  const text = formatValue(value.value)
  if (text === null) return <Nothing />
  return <>{change && formatValue(change.new) === text ? sides(change.old, value.value).new : text}</>
}

function From({ giver, more }: { giver: ValueGiver; more: number }) {
  return (
    <Cell className="from">
      <SystemTile tile={giver.system} size="small" />
      {giver.sources.length > 0 ? (
        <span className="mono clip" title={giver.sources.join(', ')}>
          {giver.sources.join(', ')}
        </span>
      ) : (
        <i className="faint">{giver.how}</i>
      )}
      {more > 0 ? <span className="faint num">+{more}</span> : null}
    </Cell>
  )
}

/** A long name gives way to the number that decides. */
function Rule({ giver: { rule, precedence } }: { giver: ValueGiver }) {
  return (
    <Cell className="rule">
      <span className="clip" title={rule}>
        {rule}
      </span>
      <span className="num">, {precedence}</span>
    </Cell>
  )
}

function Losers({ value }: { value: IdentityValue }) {
  return value.losers.map((loser) => (
    <GridRow key={`${loser.object}${loser.rule}`} className="row attr loser" aria-level={2}>
      <Cell>
        <span className="hidden-text">{rich`${value.attribute}, lost`}</span>
      </Cell>
      <Cell className="clip" title={formatValue(loser.value) ?? undefined}>
        {formatValue(loser.value) ?? <Nothing />}
      </Cell>
      <From giver={loser} more={0} />
      <Rule giver={loser} />
      <Cell className="others right">
        {loser.precedence > (value.from[0]?.precedence ?? loser.precedence) ? t('lower') : t('lost')}
      </Cell>
    </GridRow>
  ))
}
