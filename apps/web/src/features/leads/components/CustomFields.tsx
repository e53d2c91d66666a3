import { MultiSelect, Pill, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { sayCustom, shownIn } from '../custom-fields.ts'
import { readCustom, writeCustom } from '../custom-input.ts'
import { type CustomField, type CustomValue, fieldsQuery } from '../setup.ts'
import { useLeadEditing } from '../use-lead-editor.ts'
import classes from './FieldRow.module.css'
import { FieldRow } from './FieldRow.tsx'
import sections from './LeadFields.module.css'
import tags from './TagsField.module.css'

const SAVED_MS = 2000

/** The firm's own fields of this lead, each edited where it stands. Nothing where the firm has none. */
export function CustomFields() {
  const { lead } = useLeadEditing()
  const fields = shownIn(useQuery(fieldsQuery).data ?? [], lead.pipeline_id)
  if (fields.length === 0) return null
  return (
    <section className={sections.section} aria-label="More about this lead">
      <h2>More</h2>
      <div className={sections.pairs}>
        {fields.map(field => (
          <CustomFieldRow key={field.key} field={field} />
        ))}
      </div>
    </section>
  )
}

function CustomFieldRow({ field }: { field: CustomField }) {
  const { lead, save, isReadOnly } = useLeadEditing()
  const id = useId()
  const [error, setError] = useState<string | null>(null)
  const [isSaved, setSaved] = useState(false)
  const value = lead.custom[field.key]

  async function put(next: CustomValue | null, version = lead.version): Promise<boolean> {
    setError(null)
    const { [field.key]: _before, ...others } = lead.custom
    const custom = next === null ? others : { ...others, [field.key]: next }
    try {
      if (!(await save({ patch: { custom: { [field.key]: next } }, version, shown: { custom } }))) return true
      setSaved(true)
      setTimeout(() => setSaved(false), SAVED_MS)
      return true
    } catch (problem) {
      setError((problem as Error).message)
      return false
    }
  }

  const shared = {
    id,
    variant: 'unstyled' as const,
    size: 'xs' as const,
    classNames: { input: classes.control },
    readOnly: isReadOnly,
    placeholder: isReadOnly ? '—' : 'Add',
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error ? `${id}-error` : undefined,
    comboboxProps: { width: 240, position: 'bottom-start' as const },
  }
  const offered = field.options
    .filter(option => !option.archived || [value].flat().includes(option.value))
    .map(({ value, label }) => ({ value, label }))

  return (
    <FieldRow id={id} field={`custom.${field.key}`} label={field.label} error={error} isSaved={isSaved}>
      {field.kind === 'choice' || field.kind === 'yes_no' ? (
        <Select
          {...shared}
          data-none={value === undefined || undefined}
          data={[
            ...(field.is_required && value !== undefined ? [] : [{ value: NONE, label: 'None' }]),
            ...(field.kind === 'choice' ? offered : YES_NO),
          ]}
          value={value === undefined ? NONE : String(value)}
          allowDeselect={false}
          searchable={offered.length > 7}
          rightSection={<span />}
          rightSectionPointerEvents="none"
          onChange={next => void put(next === NONE ? null : field.kind === 'choice' ? next : next === 'true')}
        />
      ) : field.kind === 'multi_choice' ? (
        <MultiSelect
          {...shared}
          data={offered}
          value={Array.isArray(value) ? value : []}
          renderPill={({ value: chosen, onRemove }) => {
            const option = field.options.find(one => one.value === chosen)
            return (
              <Pill
                className={tags.pill}
                data-color={option?.color ?? 'grey'}
                withRemoveButton={!isReadOnly}
                onRemove={onRemove}
              >
                {option?.label ?? String(chosen)}
              </Pill>
            )
          }}
          rightSection={<span />}
          rightSectionPointerEvents="none"
          placeholder={Array.isArray(value) ? undefined : shared.placeholder}
          onChange={next => void put(next.length > 0 ? next : null)}
          searchable={offered.length > 7}
        />
      ) : (
        <TypedValue field={field} id={id} value={value} error={error} onError={setError} onSave={put} />
      )}
    </FieldRow>
  )
}

const NONE = ' none'
const YES_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

interface TypedValueProps {
  field: CustomField
  id: string
  value: CustomValue | undefined
  error: string | null
  onError: (error: string | null) => void
  onSave: (value: CustomValue | null, version: number) => Promise<boolean>
}

/** A value that is typed: saved on leaving the field, given up by Esc. */
function TypedValue({ field, id, value, error, onError, onSave }: TypedValueProps) {
  const { lead, isReadOnly } = useLeadEditing()
  const [typed, setTyped] = useState<string | null>(null)
  const version = useRef(lead.version)
  const gaveUp = useRef(false)

  function begin() {
    if (isReadOnly) return
    gaveUp.current = false
    if (typed === null) version.current = lead.version
    setTyped(now => now ?? writeCustom(field, value))
  }

  async function leave() {
    if (typed === null) return
    if (gaveUp.current || typed === writeCustom(field, value)) {
      setTyped(null)
      return onError(null)
    }
    const reading = readCustom(field, typed)
    if ('error' in reading) return onError(reading.error)
    setTyped(null)
    if (reading.value === (value ?? null)) return onError(null)
    if (!(await onSave(reading.value, version.current))) setTyped(typed)
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Escape') gaveUp.current = true
    if (event.key !== 'Escape' && event.key !== 'Enter') return
    event.preventDefault()
    event.currentTarget.blur()
  }

  const isDate = field.kind === 'date' && typed !== null
  return (
    <input
      id={id}
      className={classes.control}
      type={isDate ? 'date' : 'text'}
      inputMode={field.kind === 'number' || field.kind === 'money' ? 'decimal' : undefined}
      value={typed ?? sayCustom(field, value)}
      placeholder={isReadOnly ? '—' : 'Add'}
      title={field.hint ?? undefined}
      readOnly={isReadOnly}
      onFocus={begin}
      onBlur={() => void leave()}
      onChange={event => setTyped(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      aria-invalid={error ? true : undefined}
      aria-describedby={error ? `${id}-error` : undefined}
    />
  )
}
