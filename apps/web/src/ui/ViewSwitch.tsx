import { UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { moveByArrows } from './move-by-arrows.ts'
import classes from './ViewSwitch.module.css'

export interface ViewSwitchProps<T extends string> {
  /** What is switched, for readers: "Layout". */
  label: string
  value: T
  onChange: (value: T) => void
  /** With an icon the label is its name and tooltip; without, it is shown. */
  options: readonly { value: T; label: string; icon?: ReactNode }[]
}

/** Two to four ways to see the same thing. */
export function ViewSwitch<T extends string>({ label, value, onChange, options }: ViewSwitchProps<T>) {
  // Where none is chosen, the first one is what the Tab key comes to.
  const isNone = !options.some(option => option.value === value)
  return (
    <div role="toolbar" aria-label={label} className={classes.switch} onKeyDown={moveByArrows}>
      {options.map((option, place) => (
        <UnstyledButton
          key={option.value}
          className={classes.option}
          data-icon={option.icon ? true : undefined}
          aria-pressed={option.value === value}
          tabIndex={option.value === value || (isNone && place === 0) ? 0 : -1}
          aria-label={option.icon ? option.label : undefined}
          title={option.icon ? option.label : undefined}
          onClick={() => onChange(option.value)}
        >
          {option.icon ?? option.label}
        </UnstyledButton>
      ))}
    </div>
  )
}
