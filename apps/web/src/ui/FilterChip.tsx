import { UnstyledButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './FilterChip.module.css'

export interface FilterChipProps {
  field: string
  /** "is", "is any of", "from". */
  operator: string
  value: ReactNode
  /** Opens the choice of values. */
  onEdit?: () => void
  onRemove: () => void
}

/** One filter: field, operator, value and remove. */
export function FilterChip({ field, operator, value, onEdit, onRemove }: FilterChipProps) {
  const words = (
    <>
      <span className={classes.part}>{field}</span>
      <span className={classes.operator}>{operator}</span>
      <span className={classes.value}>{value}</span>
    </>
  )
  return (
    <span className={classes.chip}>
      {onEdit ? (
        <UnstyledButton className={classes.words} onClick={onEdit} aria-haspopup="dialog">
          {words}
        </UnstyledButton>
      ) : (
        <span className={classes.words}>{words}</span>
      )}
      <UnstyledButton className={classes.remove} onClick={onRemove} aria-label={`Remove filter ${field}`}>
        <IconX size={14} stroke={1.75} aria-hidden />
      </UnstyledButton>
    </span>
  )
}
