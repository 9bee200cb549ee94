import { Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { useEffect } from 'react'
import type { RuleBook, RuleView, RuleVocabulary } from '../../../preload/contract/rules.ts'
import { t } from '../../language/text.ts'
import { stepKeys } from '../../shell/moveKeys.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { MetaverseTile, SystemTile } from '../../ui/SystemTile.tsx'

interface RuleListProps {
  book: RuleBook
  current: RuleView | undefined
  /** Files with text that is not saved. */
  unsaved: ReadonlySet<string>
  vocabulary: RuleVocabulary | undefined
  onChoose(rule: RuleView): void
  onOpenFile(file: string): void
  onNew(direction: 'inbound' | 'outbound', system: string): void
  onPrecedence(by: -1 | 1): void
}

const groups = [
  { direction: 'inbound', title: t('Inbound') },
  { direction: 'outbound', title: t('Outbound') },
  { direction: 'membership', title: t('Members of groups') },
] as const

/** Every rule by direction and precedence; what is edited, off, or has problems. */
export function RuleList({ book, current, onChoose, onOpenFile, onPrecedence, ...rest }: RuleListProps) {
  const order = groups.flatMap(({ direction }) => book.rules.filter((rule) => rule.direction === direction))
  const at = current ? order.indexOf(current) : -1
  const go = (to: number) => {
    const next = order[to]
    if (next) onChoose(next)
  }
  useKeys(stepKeys(at, order.length, go))
  useEffect(() => {
    document.querySelector('.rule[aria-current="true"]')?.scrollIntoView({ block: 'nearest' })
  })
  return (
    <nav
      className="sidelist"
      aria-label={t('Rules by precedence')}
      data-area
      tabIndex={-1}
      onKeyDown={(event) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
        event.preventDefault()
        onPrecedence(event.key === 'ArrowUp' ? -1 : 1)
      }}
    >
      {groups.map(({ direction, title }) => {
        const rules = order.filter((rule) => rule.direction === direction)
        if (rules.length === 0) return null
        return (
          <section key={direction} aria-label={title}>
            <h2>
              {title}
              <span className="num">{formatNumber(rules.length)}</span>
            </h2>
            <ul>
              {rules.map((rule) => (
                <li key={`${rule.file} ${rule.state} ${rule.index}`}>
                  <RuleRow
                    rule={rule}
                    current={rule === current}
                    unsaved={rest.unsaved.has(rule.file)}
                    onChoose={() => onChoose(rule)}
                  />
                </li>
              ))}
            </ul>
          </section>
        )
      })}
      <UnreadableFiles book={book} onOpen={onOpenFile} />
      <NewRule vocabulary={rest.vocabulary} onNew={rest.onNew} />
    </nav>
  )
}

interface RuleRowProps {
  rule: RuleView
  current: boolean
  unsaved: boolean
  onChoose(): void
}

function RuleRow({ rule, current, unsaved, onChoose }: RuleRowProps) {
  const gone = rule.state === 'removed'
  return (
    <button
      type="button"
      className={`rule${current ? ' is-current' : ''}${gone ? ' is-gone' : ''}`}
      aria-current={current}
      title={rule.name}
      onClick={onChoose}
    >
      <span className="prec num">{rule.precedence}</span>
      {rule.system ? <SystemTile tile={rule.system} size="small" /> : <MetaverseTile size="small" />}
      <span className="clip">{shortName(rule.name)}</span>
      <span className="marks">
        {rule.errors > 0 || rule.state === 'unreadable' ? (
          <Mark name="error" className="is-delete" says={t('has errors')} />
        ) : rule.warnings > 0 ? (
          <Mark name="warn" className="is-disable" says={t('has warnings')} />
        ) : null}
        {rule.disabled ? <span className="off">{t('off')}</span> : null}
        {gone ? <span className="off">{t('removed')}</span> : null}
        {rule.state !== 'active' && !gone ? (
          <span
            className={`edited${unsaved ? ' is-unsaved' : ''}`}
            title={unsaved ? t('Edited, not saved') : t('Edited, not active yet')}
          >
            <span className="hidden-text">
              {unsaved ? t('edited, not saved') : t('edited, not active yet')}
            </span>
          </span>
        ) : null}
      </span>
    </button>
  )
}

function Mark({ name, className, says }: { name: 'error' | 'warn'; className: string; says: string }) {
  return (
    <>
      <Glyph name={name} className={className} />
      <span className="hidden-text">{says}</span>
    </>
  )
}

/** The direction stands above the list: names need not say it again. */
export const shortName = (name: string): string => name.replace(/^(?:In from|Out to) /, '')

function UnreadableFiles({ book, onOpen }: { book: RuleBook; onOpen(file: string): void }) {
  const bare = book.files.filter(
    ({ file, readable }) => !readable && !book.rules.some((rule) => rule.file === file),
  )
  if (bare.length === 0) return null
  return (
    <section aria-label={t('Files that cannot be read')}>
      <h2>{t('Cannot be read')}</h2>
      <ul>
        {bare.map(({ file }) => (
          <li key={file}>
            <button type="button" className="rule" onClick={() => onOpen(file)}>
              <span className="prec" />
              <Glyph name="error" className="is-delete" />
              <span className="clip mono">{file.slice('rules/'.length)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function NewRule({ vocabulary, onNew }: Pick<RuleListProps, 'vocabulary' | 'onNew'>) {
  if (!vocabulary) return null
  return (
    <div className="new-rule">
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button small>{t('New rule')}</Button>
        </MenuTrigger>
        <MenuPopover className="menu">
          <MenuList>
            {(['inbound', 'outbound'] as const).flatMap((direction) =>
              vocabulary.systems.map((system) => (
                <MenuItem
                  key={`${direction} ${system.name}`}
                  icon={<SystemTile tile={system} size="small" />}
                  onClick={() => onNew(direction, system.name)}
                >
                  {direction === 'inbound' ? t`In from ${system.title}` : t`Out to ${system.title}`}
                </MenuItem>
              )),
            )}
          </MenuList>
        </MenuPopover>
      </Menu>
    </div>
  )
}
