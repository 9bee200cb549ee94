import { Menu, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { t } from '../language/text.ts'
import { formatNumber } from './format.ts'
import { Glyph } from './Glyph.tsx'

export interface Choice {
  value: string
  label: string
  /** Left out where counting costs too much. */
  count?: number
}

interface FacetMenuProps {
  title: string
  /** What the chip says of the choice; its title and how many without. */
  says?: string
  choices: readonly Choice[]
  chosen: readonly string[]
  onChoose: (values: readonly string[]) => void
}

/** A facet of many values behind a chip; several may be chosen. */
export function FacetMenu({ title, says, choices, chosen, onChoose }: FacetMenuProps) {
  const words = chosen.map((value) => choices.find((choice) => choice.value === value)?.label ?? value)
  return (
    <Menu
      checkedValues={{ facet: [...chosen] }}
      onCheckedValueChange={(_, data) => onChoose(data.checkedItems)}
      positioning="below-start"
    >
      <MenuTrigger disableButtonEnhancement>
        <button type="button" className={`chip${chosen.length > 0 ? ' is-set' : ''}`}>
          {says ?? (words.length === 0 ? title : `${title}: ${words.length === 1 ? words[0] : words.length}`)}
          <Glyph name="down" size={12} />
        </button>
      </MenuTrigger>
      <MenuPopover className="menu">
        <MenuList>
          {choices.map((choice) => (
            <MenuItemCheckbox key={choice.value} name="facet" value={choice.value}>
              <span className="choice">
                <span className="clip">{choice.label}</span>
                {choice.count === undefined ? null : (
                  <span className="num">{formatNumber(choice.count)}</span>
                )}
              </span>
            </MenuItemCheckbox>
          ))}
          {choices.length === 0 ? <p className="faint small">{t('Nothing to choose from')}</p> : null}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
