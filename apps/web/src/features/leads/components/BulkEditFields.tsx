import { Autocomplete, MultiSelect, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { campaignsQuery, leadCountsQuery } from '../api.ts'
import { readBudget } from '../budget.ts'
import type { BulkDeed } from '../bulk.ts'
import { readCustom } from '../custom-input.ts'
import { FIELD_WORDS } from '../edit-conflict.ts'
import { type FieldReader, type Reading, readArea, readText } from '../field-readers.ts'
import { PROJECT_TYPE_WORDS, PROJECT_TYPES } from '../lead.ts'
import { type CustomField, fieldsQuery } from '../setup.ts'
import { CONFIGURATIONS, LANGUAGES, PROPERTY_TYPES, STYLES } from '../suggestions.ts'

type Plain = Exclude<keyof NonNullable<BulkDeed['fields']>, 'custom'>

const READERS: Record<Exclude<Plain, 'project_type' | 'campaign_id'>, FieldReader<unknown>> = {
  location: readText(100),
  source: readText(50),
  language: readText(50),
  property_type: readText(50),
  configuration: readText(50),
  style: readText(100),
  budget: readBudget,
  carpet_area_sqft: readArea,
  possession_date: text => ({ value: text || null }),
}
const FIELDS: Plain[] = [...(Object.keys(READERS) as (keyof typeof READERS)[]), 'project_type', 'campaign_id']

/** Which field, and what all leads get in it; left empty it is emptied. */
export function BulkEditFields({ onDeed }: { onDeed: (deed: BulkDeed | null) => void }) {
  const custom = (useQuery(fieldsQuery).data ?? []).filter(field => !field.is_archived)
  const [name, setName] = useState<string | null>(null)
  const field = custom.find(({ key }) => name === `custom.${key}`)

  function give(value: unknown) {
    if (name === null) return onDeed(null)
    const fields = field ? { custom: { [field.key]: value } } : { [name]: value }
    onDeed({ action: 'edit', fields } as BulkDeed)
  }

  return (
    <>
      <Select
        label="Field"
        placeholder="Choose what to change"
        data={[
          { group: 'Every lead has', items: FIELDS.map(value => ({ value, label: FIELD_WORDS[value] })) },
          ...(custom.length > 0
            ? [
                {
                  group: 'Your own fields',
                  items: custom.map(({ key, label }) => ({ value: `custom.${key}`, label })),
                },
              ]
            : []),
        ]}
        value={name}
        searchable
        data-autofocus
        openOnFocus={false}
        onChange={next => {
          setName(next)
          onDeed(null)
        }}
      />
      {field ? (
        <CustomValueField key={field.key} field={field} onValue={give} onWrong={() => onDeed(null)} />
      ) : (
        name !== null && (
          <PlainValueField key={name} name={name as Plain} onValue={give} onWrong={() => onDeed(null)} />
        )
      )}
    </>
  )
}

interface ValueProps {
  onValue: (value: unknown) => void
  onWrong: () => void
}

function PlainValueField({ name, onValue, onWrong }: ValueProps & { name: Plain }) {
  const campaigns = useQuery({ ...campaignsQuery, enabled: name === 'campaign_id' }).data ?? []
  if (name === 'project_type' || name === 'campaign_id') {
    const options =
      name === 'project_type'
        ? PROJECT_TYPES.map(value => ({ value: value as string, label: PROJECT_TYPE_WORDS[value] }))
        : campaigns.map(campaign => ({ value: String(campaign.id), label: campaign.name }))
    return (
      <Select
        label="New value"
        data={[...options, { value: 'none', label: 'None' }]}
        onChange={value => {
          if (value === null) onWrong()
          else onValue(value === 'none' ? null : name === 'campaign_id' ? Number(value) : value)
        }}
      />
    )
  }
  return (
    <TypedValue
      read={READERS[name]}
      by={name}
      type={name === 'possession_date' ? 'date' : 'text'}
      onValue={onValue}
      onWrong={onWrong}
    />
  )
}

function CustomValueField({ field, onValue, onWrong }: ValueProps & { field: CustomField }) {
  const options = field.options.filter(option => !option.archived)
  if (field.kind === 'multi_choice')
    return (
      <MultiSelect
        label="New value"
        data={options}
        onChange={value => onValue(value.length > 0 ? value : null)}
      />
    )
  if (field.kind === 'choice' || field.kind === 'yes_no') {
    const data = field.kind === 'choice' ? options : YES_NO
    return (
      <Select
        label="New value"
        data={[...data, { value: '', label: 'None' }]}
        onChange={value => {
          if (value === null) onWrong()
          else onValue(value === '' ? null : field.kind === 'yes_no' ? value === 'true' : value)
        }}
      />
    )
  }
  return (
    <TypedValue
      read={text => readCustom({ ...field, is_required: false }, text)}
      type={field.kind === 'date' ? 'date' : 'text'}
      onValue={onValue}
      onWrong={onWrong}
    />
  )
}

const YES_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

interface TypedValueProps extends ValueProps {
  read: (text: string) => Reading<unknown>
  by?: keyof typeof READERS
  type: 'text' | 'date'
}

function TypedValue({ read, by, type, onValue, onWrong }: TypedValueProps) {
  const [text, setText] = useState('')
  const suggestions = useSuggestions(by)
  const reading = read(text)
  const shared = {
    label: 'New value',
    description: 'Left empty, the field is emptied.',
    error: 'error' in reading ? reading.error : undefined,
    value: text,
  }
  function write(next: string) {
    setText(next)
    const now = read(next)
    if ('error' in now) onWrong()
    else onValue(now.value)
  }
  return suggestions.length > 0 ? (
    <Autocomplete {...shared} data={suggestions} limit={8} onChange={write} onFocus={() => write(text)} />
  ) : (
    <TextInput
      {...shared}
      type={type}
      onChange={event => write(event.currentTarget.value)}
      onFocus={() => write(text)}
    />
  )
}

const SUGGESTED: Partial<Record<string, readonly string[]>> = {
  language: LANGUAGES,
  property_type: PROPERTY_TYPES,
  configuration: CONFIGURATIONS,
  style: STYLES,
}

function useSuggestions(by: keyof typeof READERS | undefined): string[] {
  const isCounted = by === 'location' || by === 'source'
  const groups = useQuery({ ...leadCountsQuery({}, isCounted ? by : 'source'), enabled: isCounted }).data
    ?.groups
  if (!isCounted) return [...(SUGGESTED[by ?? ''] ?? [])]
  return (groups ?? []).flatMap(({ value }) => (value === null ? [] : [value]))
}
