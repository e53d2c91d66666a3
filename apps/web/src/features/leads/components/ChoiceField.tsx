import { Select } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import type { Lead, LeadPatch } from '../lead.ts'
import { useLeadEditing } from '../use-lead-editor.ts'
import classes from './FieldRow.module.css'
import { FieldRow } from './FieldRow.tsx'

export interface ChoiceFieldProps {
  field: 'project_type' | 'campaign_id' | 'assigned_to'
  label: string
  options: { value: string; label: string }[]
  /** What follows from a choice and is shown with it, e.g. the owner's name. */
  shownWith?: (patch: LeadPatch) => Partial<Lead>
  /** What no choice is called; it can be chosen, too. */
  none: string
  icon?: ReactNode
  isReadOnly?: boolean
}

const NONE = 'none'

/** A field with a list to choose from; a choice is saved at once. */
export function ChoiceField({ field, label, options, shownWith, none, icon, isReadOnly }: ChoiceFieldProps) {
  const { lead, save, isReadOnly: isPageReadOnly } = useLeadEditing()
  const id = useId()
  const [error, setError] = useState<string | null>(null)
  const [isSaved, setSaved] = useState(false)
  const value = lead[field] === null ? null : String(lead[field])

  async function choose(next: string | null) {
    if (next === value) return
    const patch = { [field]: next === null || field === 'project_type' ? next : Number(next) } as LeadPatch
    setError(null)
    try {
      const shown = { ...(patch as Partial<Lead>), ...shownWith?.(patch) }
      if (!(await save({ patch, version: lead.version, shown }))) return
      setSaved(true)
      setTimeout(() => setSaved(false), 2000)
    } catch (problem) {
      setError((problem as Error).message)
    }
  }

  return (
    <FieldRow id={id} field={field} label={label} error={error} isSaved={isSaved}>
      <Select
        id={id}
        variant="unstyled"
        size="xs"
        classNames={{ input: classes.control }}
        data-none={value === null || undefined}
        data-icon={icon ? true : undefined}
        leftSection={icon}
        leftSectionWidth={icon ? 36 : undefined}
        leftSectionPointerEvents="none"
        rightSection={<span />}
        rightSectionPointerEvents="none"
        data={[{ value: NONE, label: none }, ...options]}
        value={value ?? NONE}
        allowDeselect={false}
        onChange={next => void choose(next === NONE ? null : next)}
        searchable={options.length > 7}
        nothingFoundMessage="Nobody and nothing by that name."
        readOnly={isReadOnly || isPageReadOnly}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        comboboxProps={{ width: 240, position: 'bottom-start' }}
      />
    </FieldRow>
  )
}
