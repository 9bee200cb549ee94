import { useEffect } from 'react'
import { t } from '../../language/text.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import type { PaletteGroup, PaletteItem } from './paletteItem.ts'

interface PaletteListProps {
  id: string
  groups: readonly PaletteGroup[]
  current: PaletteItem | undefined
  onOpen: (item: PaletteItem) => void
}

/** What was found, in groups. The focus stays in the field; the field says which row the keys stand on. */
export function PaletteList({ id, groups, current, onOpen }: PaletteListProps) {
  const idOf = (item: PaletteItem) => `${id} ${item.id}`.replaceAll(' ', '-')
  const shown = current && idOf(current)
  useEffect(() => {
    if (shown) document.getElementById(shown)?.scrollIntoView({ block: 'nearest' })
  }, [shown])
  return (
    <div className="palette-list" id={id} role="listbox" aria-label={t('Found')} hidden={groups.length === 0}>
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
        <div key={group.title} role="group" aria-label={group.title}>
          <p className="palette-group" aria-hidden="true">
            {group.title}
          </p>
          {group.items.map((item) => (
            <Row key={item.id} id={idOf(item)} item={item} current={item === current} onOpen={onOpen} />
          ))}
        </div>
      ))}
    </div>
  )
}

interface RowProps {
  id: string
  item: PaletteItem
  current: boolean
  onOpen: (item: PaletteItem) => void
}

function Row({ id, item, current, onOpen }: RowProps) {
  const detail = item.blocked ?? item.detail
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the row
    <div
      id={id}
      role="option"
      className={`palette-row${current ? ' is-current' : ''}${item.blocked === undefined ? '' : ' is-blocked'}`}
      aria-selected={current}
      aria-disabled={item.blocked !== undefined}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onOpen(item)}
    >
      <Mark item={item} />
      <span className="palette-title">{item.title}</span>
      {detail ? (
        <span className="palette-detail" title={detail}>
          {detail}
        </span>
      ) : null}
      {item.keys ? (
        <span className="palette-keys">
          {item.keys.map((key) => (
            <kbd className="key" key={key}>
              {key}
            </kbd>
          ))}
        </span>
      ) : null}
    </div>
  )
}

/** A tile says which system it is, unless the title does. */
function Mark({ item: { mark, title } }: { item: PaletteItem }) {
  if (typeof mark === 'string') return <Glyph name={mark} />
  return (
    <span className="palette-tile" aria-hidden={title.includes(mark.title)}>
      <SystemTile tile={mark} />
    </span>
  )
}
