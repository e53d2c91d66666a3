import { Menu } from '@mantine/core'
import { type RefObject, useState } from 'react'
import classes from './LeadParts.module.css'

export interface LeadPartsProps {
  /** What the parts stand in, each with its `aria-label`. */
  page: RefObject<HTMLElement | null>
}

/** The way from part to part of a long page without a mouse: seen once the Tab key comes to it. */
export function LeadParts({ page }: LeadPartsProps) {
  const [parts, setParts] = useState<HTMLElement[]>([])

  function look() {
    const found = page.current?.querySelectorAll<HTMLElement>(':is(section, form)[aria-label]') ?? []
    setParts([...found].filter(part => part.offsetParent !== null))
  }
  function goTo(part: HTMLElement) {
    part.tabIndex = -1
    part.focus()
  }

  return (
    <Menu position="bottom-start" width={220} returnFocus={false} onOpen={look}>
      <Menu.Target>
        <button type="button" className={classes.jump}>
          Jump to a part of this page
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {parts.map(part => (
          <Menu.Item key={part.ariaLabel} onClick={() => setTimeout(goTo, 0, part)}>
            {part.ariaLabel}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
