import { UnstyledButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { moveByArrows } from '../../../ui/move-by-arrows.ts'
import classes from './OutcomeChoice.module.css'

export interface OutcomeChoiceProps {
  /** For readers: "How did it go?". */
  label: string
  options: readonly string[]
  value: string | null
  onChange: (value: string | null) => void
  /** Two in a line and 44 px high, for thumbs. */
  isLarge?: boolean
  /** Three short ones in a line instead of two. */
  isShort?: boolean
}

/** How it ended, one tap each; a second tap takes it back. */
export function OutcomeChoice({
  label,
  options,
  value,
  onChange,
  isLarge = false,
  isShort = false,
}: OutcomeChoiceProps) {
  return (
    <div
      role="toolbar"
      aria-label={label}
      className={classes.choice}
      onKeyDown={moveByArrows}
      data-large={isLarge || undefined}
      data-short={isShort || undefined}
    >
      {options.map(option => (
        <UnstyledButton
          key={option}
          className={classes.option}
          aria-pressed={option === value}
          tabIndex={option === (value ?? options[0]) ? 0 : -1}
          onClick={() => onChange(option === value ? null : option)}
        >
          {isLarge && option === value && <IconCheck size={16} stroke={1.75} aria-hidden />}
          {option}
        </UnstyledButton>
      ))}
    </div>
  )
}
