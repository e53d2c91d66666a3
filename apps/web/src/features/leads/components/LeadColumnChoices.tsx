import { ActionIcon, Button, Checkbox } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { PopoverOver } from '../../../ui/PopoverOver.tsx'
import type { OverProps } from '../../../ui/use-opener.ts'
import type { LeadColumn } from '../lead-columns.tsx'
import { type ColumnLayout, completeLayout, DEFAULT_LAYOUT, moveColumn } from '../use-column-layout.ts'
import classes from './LeadColumnMenu.module.css'

export interface LeadColumnChoicesProps {
  columns: readonly LeadColumn[]
  layout: ColumnLayout
  onLayout: (layout: ColumnLayout) => void
  over: OverProps
}

/** The columns to tick and move. */
export function LeadColumnChoices({ columns, layout, onLayout, over }: LeadColumnChoicesProps) {
  const movable = layout.order.filter(id => id !== 'name')
  const shown = movable.filter(id => !layout.hidden.includes(id))
  const toggle = (id: string, isShown: boolean) =>
    onLayout({
      ...layout,
      hidden: isShown ? layout.hidden.filter(other => other !== id) : [...layout.hidden, id],
    })

  return (
    <PopoverOver label="Columns" position="bottom-end" width={264} {...over}>
      <ul className={classes.list}>
        {movable.map(id => {
          const label = columns.find(column => column.id === id)?.label ?? id
          const isShown = shown.includes(id)
          return (
            <li key={id} className={classes.item}>
              <Checkbox
                className={classes.box}
                label={label}
                checked={isShown}
                onChange={event => toggle(id, event.currentTarget.checked)}
              />
              {isShown && (
                <>
                  <ActionIcon
                    size="sm"
                    aria-label={`Move ${label} left`}
                    disabled={id === shown[0]}
                    onClick={() => onLayout(moveColumn(layout, id, -1))}
                  >
                    <IconChevronUp size={14} stroke={1.75} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    size="sm"
                    aria-label={`Move ${label} right`}
                    disabled={id === shown.at(-1)}
                    onClick={() => onLayout(moveColumn(layout, id, 1))}
                  >
                    <IconChevronDown size={14} stroke={1.75} aria-hidden />
                  </ActionIcon>
                </>
              )}
            </li>
          )
        })}
      </ul>
      <Button
        variant="subtle"
        size="sm"
        className={classes.usual}
        onClick={() => onLayout(completeLayout(DEFAULT_LAYOUT, columns))}
      >
        Back to the usual columns
      </Button>
    </PopoverOver>
  )
}
