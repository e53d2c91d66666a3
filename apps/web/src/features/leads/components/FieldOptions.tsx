import { ActionIcon, Button, Select, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconPlus, IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PaletteColor } from '../../../ui/TagChip.tsx'
import { type CustomField, fieldsQuery } from '../setup.ts'
import { removeOption } from '../setup-api.ts'
import { COLORS, ColorMenu } from './ColorMenu.tsx'
import classes from './FieldDialog.module.css'

/** An option while it is edited; new ones have no `value` yet. */
export interface EditedOption {
  id: string
  value?: string
  label: string
  color: PaletteColor
  archived?: boolean
}

export interface FieldOptionsProps {
  /** Null while the field is new. */
  field: CustomField | null
  options: EditedOption[]
  onChange: (options: EditedOption[]) => void
}

const ICON = { size: 14, stroke: 1.75, 'aria-hidden': true } as const
const NOTHING = '-'

/** The options of a choice: words, colours, order. One that leads may have is taken away only with an answer to where they go. */
export function FieldOptions({ field, options, onChange }: FieldOptionsProps) {
  const client = useQueryClient()
  const [asked, setAsked] = useState<EditedOption | null>(null)
  const [target, setTarget] = useState<string | null>(null)
  const removal = useMutation({
    mutationFn: (option: EditedOption) =>
      removeOption(field?.id ?? 0, {
        value: option.value ?? '',
        move_to: target === NOTHING ? null : target,
      }),
    onSuccess: (_field, option) => {
      onChange(options.filter(one => one.id !== option.id))
      setAsked(null)
      void client.invalidateQueries({ queryKey: fieldsQuery.queryKey })
    },
  })
  const change = (id: string, fields: Partial<EditedOption>) =>
    onChange(options.map(option => (option.id === id ? { ...option, ...fields } : option)))
  const move = (index: number, step: -1 | 1) => {
    const option = options[index]
    if (option) onChange(options.toSpliced(index, 1).toSpliced(index + step, 0, option))
  }
  const add = () =>
    onChange([
      ...options,
      { id: crypto.randomUUID(), label: '', color: COLORS[options.length % COLORS.length] ?? 'grey' },
    ])
  const others = options.filter(one => one.value !== undefined && one.id !== asked?.id && !one.archived)

  return (
    <fieldset className={classes.options}>
      <legend className={classes.legend}>Options</legend>
      {options.map((option, index) => (
        <div key={option.id} className={classes.option} data-archived={option.archived || undefined}>
          <ColorMenu
            of={option.label || `option ${index + 1}`}
            color={option.color}
            onColor={color => change(option.id, { color })}
          />
          <TextInput
            size="sm"
            aria-label={`Option ${index + 1}`}
            maxLength={60}
            value={option.label}
            autoFocus={option.value === undefined && option.label === ''}
            onChange={event => change(option.id, { label: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={`Move ${option.label} up`}
            disabled={index === 0}
            onClick={() => move(index, -1)}
          >
            <IconChevronUp {...ICON} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={`Move ${option.label} down`}
            disabled={index === options.length - 1}
            onClick={() => move(index, 1)}
          >
            <IconChevronDown {...ICON} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={`Remove ${option.label || 'this option'}`}
            onClick={() => {
              if (option.value === undefined) onChange(options.filter(one => one.id !== option.id))
              else setAsked(option)
            }}
          >
            <IconX {...ICON} />
          </ActionIcon>
        </div>
      ))}
      {asked && (
        <section className={classes.ask} aria-label={`Remove ${asked.label}`}>
          <Select
            label={`Leads with ${asked.label} get`}
            placeholder="Choose what they get"
            data={[
              ...others.map(({ value = '', label }) => ({ value, label })),
              { value: NOTHING, label: 'Nothing: the field is emptied' },
            ]}
            value={target}
            onChange={setTarget}
            error={removal.error?.message}
          />
          <div className={classes.answers}>
            <Button size="sm" variant="default" onClick={() => setAsked(null)}>
              Keep it
            </Button>
            <Button
              size="sm"
              color="red"
              variant="filled"
              disabled={target === null}
              loading={removal.isPending}
              onClick={() => removal.mutate(asked)}
            >
              Remove {asked.label}
            </Button>
          </div>
        </section>
      )}
      <Button size="sm" variant="subtle" leftSection={<IconPlus {...ICON} />} onClick={add}>
        Add option
      </Button>
    </fieldset>
  )
}
