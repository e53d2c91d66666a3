import { useQuery } from '@tanstack/react-query'
import { useCan } from '../../../lib/can.ts'
import { formatArea } from '../../../lib/format-area.ts'
import { formatMoneyInFull } from '../../../lib/format-money.ts'
import { formatPhone } from '../../../lib/format-phone.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { useMe } from '../../../lib/me.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { campaignsQuery, leadCountsQuery, peopleQuery } from '../api.ts'
import { readBudget, writeBudget } from '../budget.ts'
import { type FieldReader, readArea, readEmail, readName, readPhoneIn, readText } from '../field-readers.ts'
import { PROJECT_TYPE_WORDS, PROJECT_TYPES } from '../lead.ts'
import { CONFIGURATIONS, LANGUAGES, PROPERTY_TYPES, STYLES } from '../suggestions.ts'
import { useLeadEditing } from '../use-lead-editor.ts'
import { ChoiceField } from './ChoiceField.tsx'
import classes from './LeadFields.module.css'
import { TagsField } from './TagsField.tsx'
import { TextField } from './TextField.tsx'

const PROJECT_TYPE_OPTIONS = PROJECT_TYPES.map(value => ({ value, label: PROJECT_TYPE_WORDS[value] }))

/** How to reach the lead. */
export function ContactFields() {
  const { country } = useMe().firm
  const cities = useSuggestions('location')
  return (
    <section className={classes.section} aria-label="Contact">
      <h2>Contact</h2>
      <TextField field="name" label="Name" read={readName} />
      <TextField field="phone" label="Phone" type="tel" read={readPhoneIn(country)} write={formatOptional} />
      <TextField
        field="phones"
        label="Further phones"
        type="tel"
        read={readPhones(country)}
        write={phones => phones.map(formatPhone).join(', ')}
      />
      <TextField field="email" label="E-mail" type="email" read={readEmail} />
      <TextField field="address" label="Address" read={readText(500)} isLong />
      <TextField field="location" label="City" read={readText(100)} suggestions={cities} />
      <TextField field="language" label="Speaks" read={readText(50)} suggestions={LANGUAGES} />
    </section>
  )
}

/** What they want, where and for how much. */
export function HomeFields() {
  return (
    <section className={classes.section} aria-label="Home">
      <h2>Home</h2>
      <div className={classes.pairs}>
        <TextField
          field="budget"
          label="Budget"
          read={readBudget}
          write={writeBudget}
          format={formatBudget}
        />
        <ChoiceField
          field="project_type"
          label="Project type"
          options={PROJECT_TYPE_OPTIONS}
          none="Standard"
        />
        <TextField
          field="configuration"
          label="Configuration"
          read={readText(50)}
          suggestions={CONFIGURATIONS}
        />
        <TextField field="property_type" label="Property" read={readText(50)} suggestions={PROPERTY_TYPES} />
        <TextField
          field="carpet_area_sqft"
          label="Carpet area"
          read={readArea}
          format={area => (area === null ? '' : formatArea(area))}
        />
        <TextField field="style" label="Style" read={readText(100)} suggestions={STYLES} />
        <TextField
          field="possession_date"
          label="Possession"
          type="date"
          read={readDayText}
          format={formatOptionalDay}
        />
      </div>
    </section>
  )
}

/** Who looks after the lead, and its tags. */
export function OwnerFields() {
  const { lead } = useLeadEditing()
  const can = useCan()
  const people = useQuery(peopleQuery).data ?? []
  const owners =
    lead.owner && !people.some(({ id }) => id === lead.assigned_to) ? [lead.owner, ...people] : people
  return (
    <section className={classes.section} aria-label="Owner and tags">
      <ChoiceField
        field="assigned_to"
        label="Owner"
        options={owners.map(({ id, name }) => ({ value: String(id), label: name }))}
        shownWith={({ assigned_to }) => ({ owner: owners.find(({ id }) => id === assigned_to) ?? null })}
        icon={lead.owner && <Avatar id={lead.owner.id} name={lead.owner.name} size="sm" isDecorative />}
        none="Nobody yet"
        isReadOnly={!can('CRM', 'assign')}
      />
      <TagsField />
    </section>
  )
}

/** Where the lead came from. */
export function SideFields() {
  const { lead } = useLeadEditing()
  const campaigns = useQuery(campaignsQuery).data ?? []
  const sources = useSuggestions('source')
  return (
    <section className={classes.section} aria-label="Where from">
      <h2>Where from</h2>
      <TextField field="source" label="Source" read={readText(50)} suggestions={sources} />
      <ChoiceField
        field="campaign_id"
        label="Campaign"
        options={campaigns.map(({ id, name }) => ({ value: String(id), label: name }))}
        shownWith={({ campaign_id }) => ({
          campaign: campaigns.find(({ id }) => id === campaign_id)?.name ?? null,
        })}
        none="None"
      />
      <TextField field="referred_by" label="Referred by" read={readText(150)} />
      <dl className={classes.facts}>
        <dt>Added</dt>
        <dd>{formatDay(lead.created_at)}</dd>
        {lead.external_ids.map(({ system, id }) => (
          <div key={`${system} ${id}`}>
            <dt>Number in {system}</dt>
            <dd>{id}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function useSuggestions(by: 'location' | 'source'): string[] {
  const groups = useQuery(leadCountsQuery({}, by)).data?.groups ?? []
  return groups.flatMap(({ value }) => (value === null ? [] : [value]))
}

const formatOptional = (phone: string | null) => (phone === null ? '' : formatPhone(phone))
const formatOptionalDay = (day: string | null) => (day === null ? '' : formatDay(day))
const formatBudget = (budget: number | null) => (budget === null ? '' : formatMoneyInFull(budget))
const readDayText: FieldReader<string | null> = text => ({ value: text || null })

/** Several phones with commas between them. */
function readPhones(country: string): FieldReader<string[]> {
  return text => {
    const readings = text.split(/[,;]/).map(readPhoneIn(country))
    const failed = readings.find(reading => 'error' in reading)
    if (failed) return failed
    return {
      value: readings.flatMap(reading =>
        'value' in reading && reading.value !== null ? [reading.value] : [],
      ),
    }
  }
}
