import { Autocomplete, Button, Select, TagsInput, TextInput } from '@mantine/core'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatMoneyInFull } from '../../../lib/format-money.ts'
import { formatPhone } from '../../../lib/format-phone.ts'
import { useMe } from '../../../lib/me.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { DayField } from '../../../ui/DayField.tsx'
import { Kbd } from '../../../ui/Kbd.tsx'
import {
  campaignsQuery,
  createLead,
  duplicatesQuery,
  leadCountsQuery,
  leadKeys,
  peopleQuery,
  pipelinesQuery,
} from '../api.ts'
import { readBudget } from '../budget.ts'
import { shownIn } from '../custom-fields.ts'
import { readCustom } from '../custom-input.ts'
import { readEmail } from '../field-readers.ts'
import { type Lead, PROJECT_TYPE_WORDS, PROJECT_TYPES } from '../lead.ts'
import { EMPTY_FORM, errorOf, type LeadFormField, readForm } from '../lead-form.ts'
import { countryName, readPhone } from '../phone.ts'
import { type CustomValue, fieldsQuery, tagsQuery } from '../setup.ts'
import { CONFIGURATIONS, LANGUAGES, PROPERTY_TYPES, STYLES } from '../suggestions.ts'
import { type DraftState, useLeadDraft } from '../use-lead-draft.ts'
import { useReopening } from '../use-reopening.ts'
import { CustomFormFields, chosenValue } from './CustomFormFields.tsx'
import { DuplicateList } from './LeadDuplicateNotice.tsx'
import classes from './LeadForm.module.css'

export interface LeadFormProps {
  onSaved: (lead: Lead) => void
  /** A lost lead was taken up in place of a new one. */
  onReopened: (lead: Lead) => void
  onLeave: () => void
}

type PlainField = Exclude<LeadFormField, 'tags' | 'custom'>

const PROJECT_TYPE_OPTIONS = PROJECT_TYPES.map(value => ({ value, label: PROJECT_TYPE_WORDS[value] }))
/** Duplicates are looked for once typing has paused so long. */
const LOOK_AFTER_MS = 400

const DRAFT_WORDS: Record<DraftState, string> = {
  none: 'Only the name is needed.',
  typing: 'Saving the draft…',
  saved: 'Draft saved on this device',
  found: 'This is your draft from before',
  refused: 'This device keeps no drafts: save before you leave',
}

/** A new lead. What is typed survives a reload; only the name is needed. */
export function LeadForm({ onSaved, onReopened, onLeave }: LeadFormProps) {
  const can = useCan()
  const client = useQueryClient()
  const { firm } = useMe()
  const { values, isTyped, key, state, change, drop, renewKey } = useLeadDraft()
  const [errors, setErrors] = useState<Partial<Record<LeadFormField, string>>>({})
  const [failure, setFailure] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)

  const phone = readPhone(values.phone, firm.country)
  const budget = readBudget(values.budget)
  const duplicates = useDuplicates(values.phone, values.email, firm.country)
  const { reopen, reopening } = useReopening(values, firm.country, lead => {
    drop()
    onReopened(lead)
  })
  const people = useQuery({ ...peopleQuery, enabled: can('CRM', 'assign') }).data ?? []
  const campaigns = useQuery(campaignsQuery).data ?? []
  const cities = useQuery(leadCountsQuery({}, 'location')).data?.groups ?? []
  const sources = useQuery(leadCountsQuery({}, 'source')).data?.groups ?? []
  const pipelines = useQuery(pipelinesQuery).data ?? []
  const pipeline =
    pipelines.find(one => one.project_type === (values.project_type || null)) ??
    pipelines.find(one => one.project_type === null)
  const own = useQuery(fieldsQuery).data ?? []
  const fields = pipeline ? shownIn(own, pipeline.id) : []
  const tags = useQuery(tagsQuery).data ?? []
  const [ownErrors, setOwnErrors] = useState<Record<string, string | undefined>>({})

  const saving = useMutation({
    mutationFn: (lead: Parameters<typeof createLead>[0]) => createLead(lead, key),
    onSuccess: lead => {
      drop()
      client.setQueryData(leadKeys.one(lead.id), lead)
      void client.invalidateQueries({ queryKey: leadKeys.pages })
      void client.invalidateQueries({ queryKey: leadKeys.counts })
      onSaved(lead)
    },
    onError: error => {
      const refused = error instanceof ProblemError && error.status < 500
      // Without an answer the same key must be sent again: the lead may be there already.
      if (refused) renewKey()
      const named = refused ? error.errors.filter(({ path }) => path in EMPTY_FORM) : []
      const own = refused ? error.errors.filter(({ path }) => path.startsWith('custom.')) : []
      setOwnErrors(Object.fromEntries(own.map(({ path, message }) => [path.split('.')[1] ?? '', message])))
      setErrors(Object.fromEntries(named.map(({ path, message }) => [path, message])))
      setFailure(named.length > 0 || own.length > 0 ? null : error.message)
      focusFirst(named.map(({ path }) => path))
    },
  })

  function submit(event?: FormEvent) {
    event?.preventDefault()
    if (saving.isPending) return
    setFailure(null)
    const reading = readForm(values, firm.country)
    if ('errors' in reading) {
      setErrors(reading.errors)
      focusFirst(Object.keys(reading.errors))
      return
    }
    setErrors({})
    const custom = readOwn()
    if (custom) saving.mutate({ ...reading.lead, ...(Object.keys(custom).length > 0 && { custom }) })
  }
  /** The firm's own fields as they are sent; null when one is wrong, which is then said beside it. */
  function readOwn(): Record<string, CustomValue> | null {
    const custom: Record<string, CustomValue> = {}
    const wrong: Record<string, string> = {}
    for (const field of fields) {
      const given = values.custom[field.key] ?? ''
      const isTyped = typeof given === 'string' && !['choice', 'multi_choice', 'yes_no'].includes(field.kind)
      const value = isTyped ? readCustom(field, given) : { value: chosenValue(field, given) }
      if ('error' in value) wrong[field.key] = value.error
      else if (value.value !== null) custom[field.key] = value.value
      else if (field.is_required) wrong[field.key] = `${field.label} must be filled in.`
    }
    setOwnErrors(wrong)
    if (Object.keys(wrong).length === 0) return custom
    focusFirst(Object.keys(wrong).map(key => `custom.${key}`))
    return null
  }
  useHotkeys([['mod+Enter', () => submit()]], [])

  function focusFirst(fields: string[]) {
    const wrong = [...(form.current?.querySelectorAll<HTMLInputElement>('input[name]') ?? [])]
    wrong.find(input => fields.includes(input.name))?.focus()
  }

  const text = (field: Exclude<LeadFormField, 'tags' | 'custom'>) => ({
    name: field,
    value: values[field],
    error: errors[field],
    onBlur: () => {
      if (values[field] !== '') setErrors(now => ({ ...now, [field]: errorOf(field, values, firm.country) }))
    },
  })
  const typed = (field: PlainField) => ({
    ...text(field),
    onChange: (event: { currentTarget: { value: string } }) => change(field, event.currentTarget.value),
  })
  const offered = (field: PlainField, data: readonly string[]) => ({
    ...text(field),
    data: [...data],
    limit: 8,
    onChange: (value: string) => change(field, value),
  })
  const chosen = (field: PlainField, data: { value: string; label: string }[]) => ({
    ...text(field),
    value: values[field] || null,
    data,
    clearable: true,
    searchable: data.length > 7,
    onChange: (value: string | null) => change(field, value ?? ''),
  })

  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate aria-label="New lead">
      <LeadFormGroup title="Who">
        <TextInput
          label="Name"
          required
          className={classes.wide}
          maxLength={200}
          data-autofocus
          autoFocus
          {...typed('name')}
        />
        <TextInput
          label="Phone"
          type="tel"
          inputMode="tel"
          description={phoneHint(phone, firm.country)}
          {...typed('phone')}
        />
        <TextInput label="E-mail" type="email" {...typed('email')} />
        {duplicates.length > 0 && (
          <div className={classes.wide} role="status">
            <DuplicateList duplicates={duplicates} onReopen={reopen} reopening={reopening} />
          </div>
        )}
        <Autocomplete label="City" {...offered('location', textsOf(cities))} />
        <Autocomplete label="Speaks" {...offered('language', LANGUAGES)} />
      </LeadFormGroup>
      <LeadFormGroup title="Home">
        <Autocomplete label="Configuration" {...offered('configuration', CONFIGURATIONS)} />
        <TextInput
          label="Budget"
          description={
            'value' in budget && budget.value !== null
              ? formatMoneyInFull(budget.value, firm.currency)
              : '22.5 L, 1.2 Cr or 2250000'
          }
          {...typed('budget')}
        />
        <Select
          label="Project type"
          placeholder="Not known yet"
          {...chosen('project_type', PROJECT_TYPE_OPTIONS)}
        />
        <Autocomplete label="Property" {...offered('property_type', PROPERTY_TYPES)} />
        <TextInput label="Carpet area, sq ft" inputMode="numeric" {...typed('carpet_area_sqft')} />
        <DayField label="Possession" {...typed('possession_date')} />
        <Autocomplete label="Style" {...offered('style', STYLES)} />
        <TextInput label="Address" {...typed('address')} />
      </LeadFormGroup>
      <LeadFormGroup title="Where from">
        <Autocomplete label="Source" {...offered('source', textsOf(sources))} />
        <Select label="Campaign" {...chosen('campaign_id', campaigns.map(asOption))} />
        <TextInput label="Referred by" className={classes.wide} {...typed('referred_by')} />
      </LeadFormGroup>
      {fields.length > 0 && (
        <LeadFormGroup title="More">
          <CustomFormFields
            fields={fields}
            values={values.custom}
            errors={ownErrors}
            onChange={(key, value) => change('custom', { ...values.custom, [key]: value })}
          />
        </LeadFormGroup>
      )}
      <LeadFormGroup title="In the firm">
        {can('CRM', 'assign') && (
          <Select label="Owner" placeholder="Nobody yet" {...chosen('assigned_to', people.map(asOption))} />
        )}
        <TagsInput
          label="Tags"
          data={tags.map(tag => tag.name)}
          value={values.tags}
          onChange={tags => change('tags', tags)}
          maxTags={30}
          acceptValueOnBlur
        />
      </LeadFormGroup>
      {failure && (
        <p role="alert" className={classes.failure}>
          Not saved: {failure}
        </p>
      )}
      <footer className={classes.foot}>
        <p role="status" className={classes.draft}>
          {DRAFT_WORDS[state]}
        </p>
        <Button
          variant="subtle"
          onClick={() => {
            drop()
            onLeave()
          }}
        >
          {isTyped ? 'Discard' : 'Cancel'}
        </Button>
        <Button type="submit" variant="filled" loading={saving.isPending} rightSection={<Kbd keys="mod+↵" />}>
          Save lead
        </Button>
      </footer>
    </form>
  )
}

function LeadFormGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{title}</legend>
      <div className={classes.fields}>{children}</div>
    </fieldset>
  )
}

function useDuplicates(phoneText: string, emailText: string, country: string) {
  const [typedPhone] = useDebouncedValue(phoneText, LOOK_AFTER_MS)
  const [typedEmail] = useDebouncedValue(emailText, LOOK_AFTER_MS)
  const phone = readPhone(typedPhone, country)
  const email = readEmail(typedEmail)
  const contact = {
    ...('value' in phone && phone.value ? { phone: phone.value } : {}),
    ...('value' in email && email.value ? { email: email.value } : {}),
  }
  return useQuery(duplicatesQuery(contact)).data?.duplicates ?? []
}

function phoneHint(reading: ReturnType<typeof readPhone>, country: string): string {
  if ('value' in reading && reading.value !== null) {
    return `${formatPhone(reading.value)}, ${countryName(reading.country ?? country)}`
  }
  return `In ${countryName(country)}; for another country begin with +`
}

const textsOf = (groups: { value: string | null }[]) =>
  groups.flatMap(({ value }) => (value === null ? [] : [value]))
const asOption = ({ id, name }: { id: number; name: string }) => ({ value: String(id), label: name })
