import { Autocomplete } from '@mantine/core'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { FieldReader } from '../field-readers.ts'
import type { Lead, LeadPatch } from '../lead.ts'
import { useLeadEditing } from '../use-lead-editor.ts'
import classes from './FieldRow.module.css'
import { FieldRow } from './FieldRow.tsx'

export interface TextFieldProps<K extends keyof LeadPatch> {
  field: K
  label: string
  read: FieldReader<Lead[K]>
  /** The value as it stands in the field while it is edited. */
  write?: (value: Lead[K]) => string
  /** The value as it stands there otherwise. */
  format?: (value: Lead[K]) => string
  placeholder?: string
  suggestions?: readonly string[]
  type?: 'text' | 'email' | 'tel' | 'date'
  isLong?: boolean
}

const SAVED_MS = 2000

/** A field of the lead that is edited where it stands and saved on leaving it. Esc gives up, Enter leaves. */
export function TextField<K extends keyof LeadPatch>(props: TextFieldProps<K>) {
  const {
    field,
    label,
    read,
    write = plain,
    format = write,
    placeholder = 'Add',
    suggestions,
    type = 'text',
    isLong,
  } = props
  const { lead, save, isReadOnly } = useLeadEditing()
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const [isSaved, setSaved] = useState(false)
  const version = useRef(lead.version)
  const gaveUp = useRef(false)
  const value = lead[field]

  function begin() {
    if (isReadOnly) return
    gaveUp.current = false
    if (typed === null) version.current = lead.version
    setTyped(now => now ?? write(value))
  }

  async function leave() {
    if (typed === null) return
    if (gaveUp.current || typed === write(value)) return end()
    const reading = read(typed)
    if ('error' in reading) return setError(reading.error)
    if (reading.value === value) return end()
    try {
      const saving = save({ patch: { [field]: reading.value } as LeadPatch, version: version.current })
      end()
      if (!(await saving)) return
      setSaved(true)
      setTimeout(() => setSaved(false), SAVED_MS)
    } catch (problem) {
      // What was typed comes back, so that it can be put right.
      setTyped(typed)
      setError((problem as Error).message)
    }
  }

  function end() {
    setTyped(null)
    setError(null)
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) {
    if (event.key === 'Escape') gaveUp.current = true
    if (event.key === 'Escape' || (event.key === 'Enter' && !(isLong && event.shiftKey))) {
      event.preventDefault()
      event.currentTarget.blur()
    }
  }

  const shown = typed ?? format(value)
  const shared = {
    id,
    value: shown,
    placeholder: isReadOnly ? '—' : placeholder,
    readOnly: isReadOnly,
    onFocus: begin,
    onBlur: () => void leave(),
    onKeyDown,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error ? `${id}-error` : undefined,
  }

  return (
    <FieldRow id={id} field={field} label={label} error={error} isSaved={isSaved}>
      {suggestions && !isReadOnly ? (
        <Autocomplete
          {...shared}
          variant="unstyled"
          size="xs"
          classNames={{ input: classes.control }}
          data={[...suggestions]}
          limit={8}
          onChange={setTyped}
        />
      ) : isLong ? (
        <textarea
          {...shared}
          className={classes.control}
          rows={1}
          onChange={event => setTyped(event.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          className={classes.control}
          // A day reads as words until it is edited.
          type={type === 'date' && typed === null ? 'text' : type}
          autoComplete="off"
          onChange={event => setTyped(event.currentTarget.value)}
        />
      )}
    </FieldRow>
  )
}

const plain = (value: unknown): string => (value === null || value === undefined ? '' : String(value))
