import { ActionIcon, Popover } from '@mantine/core'
import { IconCheck, IconHistory } from '@tabler/icons-react'
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useState } from 'react'
import { useFieldCompany } from '../use-lead-company.ts'
import { useLeadEditing } from '../use-lead-editor.ts'
import classes from './FieldRow.module.css'

const FieldHistory = lazy(() => import('./FieldHistory.tsx').then(it => ({ default: it.FieldHistory })))

export interface FieldRowProps {
  /** Id of the control, which the label names. */
  id: string
  /** Name of the field, as the API calls it. */
  field: string
  label: string
  children: ReactNode
  error?: string | null
  isSaved?: boolean
}

/** A label and what stands beside it, with the error of this very field under it. Who else is in the field, what they changed just
 *  now, and how it came to its value show here too. */
export function FieldRow({ id, field, label, children, error, isSaved }: FieldRowProps) {
  const { lead } = useLeadEditing()
  const company = useFieldCompany()
  const [showsHistory, setShowsHistory] = useState(false)
  const other = company.nameIn(field)
  // A lead that nobody has changed has no history to show.
  const hasHistory = lead.version > 1

  function onKeyDown(event: KeyboardEvent) {
    if (!hasHistory || !event.altKey || event.code !== 'KeyH') return
    event.preventDefault()
    setShowsHistory(true)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what happens in the control it holds
    <div
      className={classes.row}
      data-field={field}
      data-fresh={company.isFresh(field) || undefined}
      onFocus={() => company.enter(field)}
      onBlur={() => company.leave(field)}
      onKeyDown={onKeyDown}
    >
      <label id={`${id}-label`} htmlFor={id} className={classes.label}>
        {label}
      </label>
      <div className={classes.value} data-other={other ? true : undefined}>
        {children}
        {other && (
          <span className={classes.other} title={`${other} is in this field`}>
            {other.split(' ')[0]}
          </span>
        )}
        <span role="status" className={classes.saved}>
          {isSaved && (
            <>
              <IconCheck size={14} stroke={1.75} aria-hidden /> Saved
            </>
          )}
        </span>
        {hasHistory && (
          <Popover
            opened={showsHistory}
            onChange={setShowsHistory}
            position="bottom-end"
            width={260}
            trapFocus
            returnFocus
          >
            <Popover.Target>
              <ActionIcon
                className={classes.past}
                size={24}
                // By keyboard Alt+H, so that Tab goes from field to field.
                tabIndex={-1}
                aria-label="Earlier values"
                aria-describedby={`${id}-label`}
                title="Earlier values (Alt+H)"
                onClick={() => setShowsHistory(!showsHistory)}
              >
                <IconHistory size={14} stroke={1.75} aria-hidden />
              </ActionIcon>
            </Popover.Target>
            <Popover.Dropdown className={classes.pastBox}>
              <Suspense>
                {showsHistory && <FieldHistory leadId={lead.id} field={field} label={label} />}
              </Suspense>
            </Popover.Dropdown>
          </Popover>
        )}
        {error && (
          <p id={`${id}-error`} role="alert" className={classes.error}>
            {error}
          </p>
        )}
      </div>
    </div>
  )
}
