import { TextInput, type TextInputProps } from '@mantine/core'
import { type CSSProperties, useState } from 'react'
import { formatDayInFull } from '../lib/format-time.ts'
import classes from './DayField.module.css'

export interface DayFieldProps extends Omit<TextInputProps, 'type'> {
  /** A day and a time of it, as `datetime-local` has them. */
  withTime?: boolean
}

/** A day to choose, that reads as the firm writes days (`5 Nov 2026`) whatever the language of the browser. While it is edited it is the
 *  browser's own field, with its calendar. */
export function DayField({ withTime = false, onChange, ...props }: DayFieldProps) {
  const [typed, setTyped] = useState(String(props.defaultValue ?? ''))
  const value = String(props.value ?? typed)
  const words = value === '' ? (withTime ? 'Day and time' : 'Day') : formatDayInFull(value)
  return (
    <TextInput
      {...props}
      type={withTime ? 'datetime-local' : 'date'}
      inputContainer={input => (
        <div
          className={classes.day}
          data-empty={value === '' || undefined}
          style={{ '--shown': JSON.stringify(words) } as CSSProperties}
        >
          {input}
        </div>
      )}
      onChange={event => {
        setTyped(event.currentTarget.value)
        onChange?.(event)
      }}
    />
  )
}
