import { NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { DayField } from '../../../ui/DayField.tsx'
import { peopleQuery } from '../api.ts'
import { isNumber, partLabel } from '../required-fields.ts'
import { EvidenceFile } from './EvidenceFile.tsx'

const PROJECT_TYPES = [
  { value: 'residential', label: 'Residential' },
  { value: 'commercial', label: 'Commercial' },
  { value: 'high_budget', label: 'High budget' },
]

export interface MoveFieldProps {
  path: string
  /** In place of what it is called everywhere. */
  label?: string
  /** Whose it is, where those of several leads stand together. */
  of?: string
  leadId: number
  /** In grey under the label. */
  hint?: string
  value: string
  error: string | false
  isFirst: boolean
  onChange: (value: string) => void
}

/** Asks for one part of what a stage wants to know: a field of the lead, a piece of evidence, a few words. */
export function MoveField(props: MoveFieldProps) {
  const { path, label, of, leadId, hint, value, error, isFirst, onChange } = props
  const people = useQuery({ ...peopleQuery, enabled: path === 'fields.assigned_to' }).data ?? []
  const field = path.replace('fields.', '')
  const words = label ?? partLabel(path)
  const name = of === undefined ? undefined : `${words} of ${of}`
  const common = {
    error,
    'data-autofocus': isFirst || undefined,
    'data-part': path,
    label: words,
    ...(name !== undefined && { 'aria-label': name }),
  }
  const onText = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  if (path.startsWith('evidence.') && path.endsWith('.file_id'))
    return (
      <EvidenceFile
        leadId={leadId}
        label={words}
        name={name}
        hint={hint}
        error={error}
        isFirst={isFirst}
        onChange={onChange}
      />
    )
  if (path === 'note')
    return (
      <Textarea
        {...common}
        label="A few words"
        value={value}
        maxLength={1000}
        minRows={3}
        autosize
        onChange={onText}
      />
    )
  if (field === 'project_type')
    return (
      <Select
        {...common}
        data={PROJECT_TYPES}
        value={value || null}
        onChange={chosen => onChange(chosen ?? '')}
      />
    )
  if (field === 'assigned_to') {
    const data = people.map(person => ({ value: String(person.id), label: person.name }))
    return (
      <Select
        {...common}
        data={data}
        value={value || null}
        searchable
        onChange={chosen => onChange(chosen ?? '')}
      />
    )
  }
  if (isNumber(field) || path.endsWith('.amount'))
    return (
      <NumberInput
        {...common}
        value={value}
        min={0}
        thousandSeparator=","
        thousandsGroupStyle="lakh"
        onChange={amount => onChange(String(amount))}
      />
    )
  if (field === 'possession_date' || path.endsWith('.paid_on'))
    return <DayField {...common} value={value} onChange={onText} />
  const type = field === 'email' ? 'email' : field === 'phone' ? 'tel' : 'text'
  return <TextInput {...common} type={type} value={value} maxLength={200} onChange={onText} />
}
