import { Button, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { formatMoneyInFull } from '../../../lib/format-money.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { peopleQuery } from '../api.ts'
import { quoteToSignQuery } from '../convert-lead.ts'
import { EVIDENCE_PARTS, evidenceOf, inParts } from '../evidence.ts'
import { FIELD_LABELS, isNumber } from '../required-fields.ts'
import type { Asked, Given } from '../use-asking.ts'
import { EvidenceFile } from './EvidenceFile.tsx'
import classes from './MoveDialog.module.css'

const PROJECT_TYPES = [
  { value: 'residential', label: 'Residential' },
  { value: 'commercial', label: 'Commercial' },
  { value: 'high_budget', label: 'High budget' },
]

const SIGNED = 'evidence.signed_quote.file_id'
const SIGNS = 'evidence.signed_quote.quote_id'

/** Asks for what a stage wants to know before it takes a card, then lets the move go on. */
export function MoveDialog({ asked }: { asked: Asked | null }) {
  // As long as it closes, what was asked stays readable.
  const [last, setLast] = useState(asked)
  if (asked && asked !== last) setLast(asked)
  if (!last) return null
  return <MoveForm key={`${last.card.id} ${last.paths.join()}`} asked={last} isOpen={asked !== null} />
}

function MoveForm({ asked, isOpen }: { asked: Asked; isOpen: boolean }) {
  const form = useId()
  const [values, setValues] = useState<Record<string, string>>({})
  const [isTried, setTried] = useState(false)
  const paths = inParts(asked.paths)
  const words = wordsOf(asked)
  const { data: quote } = useQuery({
    ...quoteToSignQuery(asked.card.id),
    enabled: paths.includes(SIGNED) && !paths.includes('evidence.signed_quote.amount'),
  })
  const set = (path: string, value: string) => setValues(now => ({ ...now, [path]: value }))
  const isFilled = (path: string) => (values[path] ?? '').trim() !== ''
  const errorOf = (path: string) => isTried && !isFilled(path) && (asked.messages[path] ?? 'Fill this in.')

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (paths.every(isFilled))
      asked.answer(givenOf(quote ? { ...values, [SIGNS]: String(quote.id) } : values))
  }

  return (
    <Dialog
      isOpen={isOpen}
      onClose={() => asked.answer(null)}
      title={words.title}
      lead={words.lead}
      actions={
        <>
          <Button variant="subtle" onClick={() => asked.answer(null)}>
            Leave it where it is
          </Button>
          <Button type="submit" form={form} variant="filled">
            {words.deed}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        {paths.map((path, index) => (
          <Field
            key={path}
            path={path}
            leadId={asked.card.id}
            value={values[path] ?? ''}
            error={errorOf(path)}
            isFirst={index === 0}
            {...(quote &&
              path === SIGNED && {
                label: `Signed quote, version ${quote.version}: ${formatMoneyInFull(quote.amount, quote.currency)}`,
              })}
            onChange={value => set(path, value)}
          />
        ))}
      </form>
    </Dialog>
  )
}

function wordsOf({ card, to, paths }: Asked): { title: string; lead: string; deed: string } {
  if (to.category === 'converted') {
    const check =
      paths.length === 0 ? 'Everything on the checklist is there.' : 'The checklist lacks a little.'
    return {
      title: `Make ${card.name} a client?`,
      lead: `${check} The history, files and owner go along. An admin can take it back within a week.`,
      deed: 'Convert',
    }
  }
  return {
    title: `Move ${card.name} to ${to.name}`,
    lead: `${to.name} needs a little more.`,
    deed: `Move to ${to.name}`,
  }
}

interface FieldProps {
  path: string
  /** In place of what it is called everywhere. */
  label?: string
  leadId: number
  value: string
  error: string | false
  isFirst: boolean
  onChange: (value: string) => void
}

function Field({ path, label, leadId, value, error, isFirst, onChange }: FieldProps) {
  const people = useQuery({ ...peopleQuery, enabled: path === 'fields.assigned_to' }).data ?? []
  const field = path.replace('fields.', '')
  const common = {
    error,
    'data-autofocus': isFirst || undefined,
    label: label ?? FIELD_LABELS[field] ?? EVIDENCE_PARTS[path] ?? field,
  }
  const onText = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  if (path.startsWith('evidence.') && path.endsWith('.file_id'))
    return (
      <EvidenceFile
        leadId={leadId}
        label={common.label}
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
    return <TextInput {...common} type="date" value={value} onChange={onText} />
  const type = field === 'email' ? 'email' : field === 'phone' ? 'tel' : 'text'
  return <TextInput {...common} type={type} value={value} maxLength={200} onChange={onText} />
}

function givenOf(values: Readonly<Record<string, string>>): Given {
  const fields = Object.entries(values).flatMap(([path, value]) => {
    const field = path.replace('fields.', '')
    if (field === path) return []
    return [[field, isNumber(field) || field === 'assigned_to' ? Number(value) : value.trim()]]
  })
  const evidence = evidenceOf(values)
  return {
    ...(evidence && { evidence }),
    ...(values.note && { note: values.note.trim() }),
    ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
  }
}
