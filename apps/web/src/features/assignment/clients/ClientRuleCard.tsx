import { Checkbox, MultiSelect, Select } from '@mantine/core'
import type { Choices } from '../api.ts'
import classes from '../components/AssignmentSettings.module.css'
import { RuleConditions } from '../components/RuleConditions.tsx'
import { RuleFrame, type RuleFrameProps } from '../components/RuleFrame.tsx'
import type { ConditionField } from '../condition-fields.ts'
import type { PlaceName } from './api.ts'
import { CRITERION_WORDS, type DraftClientRule, whoOf, whoValue } from './client-plan-draft.ts'

export interface ClientRuleCardProps extends Omit<RuleFrameProps, 'rule' | 'children' | 'onChange'> {
  rule: DraftClientRule
  place: PlaceName
  /** Who can have the place. */
  people: readonly { id: number; name: string }[]
  teams: Choices['teams']
  fields: readonly ConditionField[]
  onChange: (change: Partial<DraftClientRule>) => void
}

/** One rule: for which clients, among whom, and what decides. */
export function ClientRuleCard({ place, people, teams, fields, ...frame }: ClientRuleCardProps) {
  const { rule, errorOf, onChange } = frame
  const anybody = place === 'designer' ? 'All designers' : 'Everybody who looks after leads'
  return (
    <RuleFrame {...frame}>
      <RuleConditions
        rule={rule.name}
        fields={fields}
        conditions={rule.conditions}
        errorOf={field => errorOf(`conditions.${field}`)}
        onChange={conditions => onChange({ conditions })}
      />
      <div className={classes.pair}>
        <Select
          label="Chooses among"
          size="sm"
          allowDeselect={false}
          data={[
            ...(place === 'account_owner' ? [{ value: 'lead_team', label: 'The team of the lead' }] : []),
            { value: 'anybody', label: anybody },
            { value: 'people', label: 'These people' },
            ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: `Team ${name}` })),
          ]}
          value={whoValue(rule)}
          error={errorOf('who') ?? errorOf('team_id')}
          onChange={value => value && onChange(whoOf(value))}
        />
        {rule.who === 'people' && (
          <MultiSelect
            label="People"
            size="sm"
            searchable
            data={withThoseWhoLeft(people, rule.user_ids)}
            value={rule.user_ids.map(String)}
            error={errorOf('user_ids') ?? rule.user_ids.map((_, i) => errorOf(`user_ids.${i}`)).find(Boolean)}
            onChange={values => onChange({ user_ids: values.map(Number) })}
          />
        )}
      </div>
      <Checkbox.Group
        label="Goes by"
        size="sm"
        value={rule.goes_by}
        error={errorOf('goes_by')}
        onChange={values => onChange({ goes_by: values as DraftClientRule['goes_by'] })}
      >
        <div className={classes.criteria}>
          {Object.entries(CRITERION_WORDS).map(([value, label]) => (
            <Checkbox key={value} size="sm" value={value} label={label} />
          ))}
        </div>
      </Checkbox.Group>
    </RuleFrame>
  )
}

function withThoseWhoLeft(people: ClientRuleCardProps['people'], chosen: readonly number[]) {
  const left = chosen.filter(id => people.every(person => person.id !== id))
  return [
    ...people.map(({ id, name }) => ({ value: String(id), label: name })),
    ...left.map(id => ({ value: String(id), label: 'Somebody who has left' })),
  ]
}
