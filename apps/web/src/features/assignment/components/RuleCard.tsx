import { MultiSelect, Select } from '@mantine/core'
import type { Choices } from '../api.ts'
import type { ConditionField } from '../condition-fields.ts'
import { type DraftRule, STRATEGY_CHOICES, strategyOf } from '../plan-draft.ts'
import classes from './AssignmentSettings.module.css'
import { RuleConditions } from './RuleConditions.tsx'
import { RuleFrame, type RuleFrameProps } from './RuleFrame.tsx'

export interface RuleCardProps extends Omit<RuleFrameProps, 'rule' | 'children' | 'onChange'> {
  rule: DraftRule
  choices: Choices
  fields: readonly ConditionField[]
  onChange: (change: Partial<DraftRule>) => void
}

/** One rule: for which leads, for whom, and how it chooses. */
export function RuleCard({ choices, fields, ...frame }: RuleCardProps) {
  const { rule, errorOf, onChange } = frame
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
          label="Goes to"
          size="sm"
          allowDeselect={false}
          data={[
            { value: 'people', label: 'These people' },
            ...choices.teams.map(({ id, name: team }) => ({ value: String(id), label: `Team ${team}` })),
          ]}
          value={rule.team_id === null ? 'people' : String(rule.team_id)}
          error={rule.team_id === null ? undefined : errorOf('team_id')}
          onChange={value =>
            onChange(value === 'people' ? { team_id: null } : { team_id: Number(value), user_ids: [] })
          }
        />
        <Select
          label="Chosen by"
          size="sm"
          allowDeselect={false}
          data={[...STRATEGY_CHOICES]}
          value={rule.strategy.join(',')}
          onChange={value => value && onChange({ strategy: strategyOf(value) })}
        />
      </div>
      {rule.team_id === null && (
        <MultiSelect
          label="People"
          size="sm"
          searchable
          data={peopleData(choices, rule.user_ids)}
          value={rule.user_ids.map(String)}
          error={errorOf('team_id') ?? rule.user_ids.map((_, i) => errorOf(`user_ids.${i}`)).find(Boolean)}
          onChange={values => onChange({ user_ids: values.map(Number) })}
        />
      )}
    </RuleFrame>
  )
}

/** Who can be chosen, and who stands in the rule though they have left. */
const peopleData = ({ people }: Choices, chosen: readonly number[]) => [
  ...people.map(({ id, name }) => ({ value: String(id), label: name })),
  ...chosen
    .filter(id => people.every(person => person.id !== id))
    .map(id => ({ value: String(id), label: 'Somebody who has left' })),
]
