import {
  Button,
  Menu,
  MenuList,
  MenuPopover,
  type MenuProps,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { Glyph, type GlyphName } from './Glyph.tsx'

interface IconMenuProps extends Pick<MenuProps, 'checkedValues' | 'onCheckedValueChange'> {
  icon: GlyphName
  label: string
  /** Menu items. */
  children: ReactNode
}

/** An icon button that opens a menu. */
export function IconMenu({ icon, label, children, ...menu }: IconMenuProps) {
  return (
    <Menu {...menu}>
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content={label} relationship="label">
          <Button className="icon-button" appearance="transparent" icon={<Glyph name={icon} />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover className="menu">
        <MenuList>{children}</MenuList>
      </MenuPopover>
    </Menu>
  )
}
