import { ActionIcon } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowsHorizontal,
  IconArrowUp,
  IconGripVertical,
  IconX,
} from '@tabler/icons-react'
import classes from './Dashboard.module.css'

export interface WidgetBarProps {
  label: string
  isFirst: boolean
  isLast: boolean
  isWide: boolean
  onMove: (by: -1 | 1) => void
  onWidth: () => void
  onRemove: () => void
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

/** What can be done with a widget while the dashboard is arranged; the bar is also what it is dragged by. */
export function WidgetBar({ label, isFirst, isLast, isWide, onMove, onWidth, onRemove }: WidgetBarProps) {
  const deed = (
    name: string,
    icon: React.ReactNode,
    onClick: () => void,
    { disabled = false, className }: { disabled?: boolean; className?: string | undefined } = {},
  ) => (
    <ActionIcon
      className={className}
      variant="subtle"
      aria-label={`${name}: ${label}`}
      title={name}
      onClick={onClick}
      disabled={disabled}
    >
      {icon}
    </ActionIcon>
  )
  return (
    <div className={classes.deeds}>
      <IconGripVertical {...ICON} />
      <span className={classes.name}>{label}</span>
      {deed('Move up', <IconArrowUp {...ICON} />, () => onMove(-1), { disabled: isFirst })}
      {deed('Move down', <IconArrowDown {...ICON} />, () => onMove(1), { disabled: isLast })}
      {deed(isWide ? 'Half width' : 'Full width', <IconArrowsHorizontal {...ICON} />, onWidth, {
        className: classes.wider,
      })}
      {deed('Remove', <IconX {...ICON} />, onRemove)}
    </div>
  )
}
