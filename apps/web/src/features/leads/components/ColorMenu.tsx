import { Menu } from '@mantine/core'
import type { PaletteColor } from '../../../ui/TagChip.tsx'
import classes from './FieldDialog.module.css'

export const COLOR_WORDS: Record<PaletteColor, string> = {
  teal: 'Teal',
  orange: 'Orange',
  indigo: 'Indigo',
  sky: 'Sky',
  plum: 'Plum',
  grey: 'Grey',
}
export const COLORS = Object.keys(COLOR_WORDS) as PaletteColor[]

export interface ColorMenuProps {
  /** What it colours. */
  of: string
  color: PaletteColor
  onColor: (color: PaletteColor) => void
}

/** A colour of the palette, chosen by name. */
export function ColorMenu({ of, color, onColor }: ColorMenuProps) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={classes.color} aria-label={`Colour of ${of}: ${COLOR_WORDS[color]}`}>
          <span className={classes.dot} data-color={color} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {COLORS.map(one => (
          <Menu.Item
            key={one}
            leftSection={<span className={classes.dot} data-color={one} />}
            onClick={() => onColor(one)}
          >
            {COLOR_WORDS[one]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
