import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './FieldRow.module.css'

export interface FieldRowProps {
  /** Id of the control, which the label names. */
  id: string
  label: string
  children: ReactNode
  error?: string | null
  isSaved?: boolean
}

/** A label and what stands beside it, with the error of this very field under it. */
export function FieldRow({ id, label, children, error, isSaved }: FieldRowProps) {
  return (
    <div className={classes.row}>
      <label htmlFor={id} className={classes.label}>
        {label}
      </label>
      <div className={classes.value}>
        {children}
        <span role="status" className={classes.saved}>
          {isSaved && (
            <>
              <IconCheck size={14} stroke={1.75} aria-hidden /> Saved
            </>
          )}
        </span>
        {error && (
          <p id={`${id}-error`} role="alert" className={classes.error}>
            {error}
          </p>
        )}
      </div>
    </div>
  )
}
