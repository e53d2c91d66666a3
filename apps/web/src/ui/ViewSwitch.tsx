import { UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
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
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend of its own
    <div role="group" aria-label={label} className={classes.switch}>
      {options.map(option => (
        <UnstyledButton
          key={option.value}
          className={classes.option}
          data-icon={option.icon ? true : undefined}
          aria-pressed={option.value === value}
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
