import { Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { TagChip } from '../../../ui/TagChip.tsx'
import type { FilterOption } from '../use-filter-options.ts'
import classes from './LeadFilterChoices.module.css'

export interface LeadFilterChoicesProps {
  label: string
  options: FilterOption[]
  chosen: string[]
  onChoose: (values: string[]) => void
}

/** So many options fit on a screen; beyond, there is a field to find one. */
const FINDABLE = 8

/** Values to tick; each tick counts at once. */
export function LeadFilterChoices({ label, options, chosen, onChoose }: LeadFilterChoicesProps) {
  const [find, setFind] = useState('')
  // A value of the address stays tickable even where the list no longer has it.
  const all = [
    ...options,
    ...chosen.filter(value => !options.some(option => option.value === value)).map(bare),
  ]
  const wanted = find.trim().toLowerCase()
  const found = all.filter(option => option.label.toLowerCase().includes(wanted))
  return (
    <>
      {all.length > FINDABLE && (
        <TextInput
          size="sm"
          aria-label={`Find ${label.toLowerCase()}`}
          placeholder={`Find ${label.toLowerCase()}`}
          value={find}
          onChange={event => setFind(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <Checkbox.Group value={chosen} onChange={onChoose} aria-label={label}>
        <div className={classes.options}>
          {found.map((option, index) => (
            <div key={option.value}>
              {option.group !== found[index - 1]?.group && option.group && (
                <p className={classes.group}>{option.group}</p>
              )}
              <Checkbox
                className={classes.option}
                value={option.value}
                label={option.color ? <TagChip name={option.label} color={option.color} /> : option.label}
              />
            </div>
          ))}
          {found.length === 0 && <p className={classes.none}>Nothing here by that name.</p>}
        </div>
      </Checkbox.Group>
    </>
  )
}

const bare = (value: string): FilterOption => ({ value, label: value })
