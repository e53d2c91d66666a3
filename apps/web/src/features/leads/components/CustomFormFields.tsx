import { MultiSelect, Select, TextInput } from '@mantine/core'
import { DayField } from '../../../ui/DayField.tsx'
import type { CustomField, CustomValue } from '../setup.ts'

export interface CustomFormFieldsProps {
  fields: readonly CustomField[]
  /** What was typed or chosen, by key. */
  values: Readonly<Record<string, CustomFormValue>>
  errors: Readonly<Record<string, string | undefined>>
  onChange: (key: string, value: CustomFormValue) => void
}

/** As typed; several options of a choice. */
export type CustomFormValue = string | string[]

/** The firm's own fields in the form of a new lead. */
export function CustomFormFields({ fields, values, errors, onChange }: CustomFormFieldsProps) {
  return fields.map(field => {
    const options = field.options.filter(option => !option.archived)
    const shared = {
      name: `custom.${field.key}`,
      label: field.label,
      description: field.hint ?? undefined,
      required: field.is_required,
      error: errors[field.key],
    }
    const value = values[field.key]
    const text = typeof value === 'string' ? value : ''
    if (field.kind === 'multi_choice') {
      return (
        <MultiSelect
          key={field.key}
          {...shared}
          data={options}
          value={Array.isArray(value) ? value : []}
          onChange={next => onChange(field.key, next)}
        />
      )
    }
    if (field.kind === 'choice' || field.kind === 'yes_no') {
      return (
        <Select
          key={field.key}
          {...shared}
          data={field.kind === 'choice' ? options : YES_NO}
          value={text || null}
          clearable
          searchable={options.length > 7}
          onChange={next => onChange(field.key, next ?? '')}
        />
      )
    }
    const Field = field.kind === 'date' ? DayField : TextInput
    return (
      <Field
        key={field.key}
        {...shared}
        inputMode={field.kind === 'number' || field.kind === 'money' ? 'decimal' : undefined}
        value={text}
        onChange={event => onChange(field.key, event.currentTarget.value)}
      />
    )
  })
}

const YES_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

/** What the form holds of a choice or a yes/no, as the API takes it. */
export function chosenValue(field: CustomField, value: CustomFormValue): CustomValue | null {
  if (Array.isArray(value)) return value.length > 0 ? value : null
  if (value === '') return null
  return field.kind === 'yes_no' ? value === 'true' : value
}
