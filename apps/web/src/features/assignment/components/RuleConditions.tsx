import { ActionIcon, Button, Menu, MultiSelect, NumberInput, TagsInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { DayField } from '../../../ui/DayField.tsx'
import type { Conditions } from '../api.ts'
import {
  type ConditionField,
  endOf,
  isAsked,
  withEnd,
  withoutField,
  withWords,
  wordsOf,
} from '../condition-fields.ts'
import classes from './AssignmentSettings.module.css'

export interface RuleConditionsProps {
  /** Name of the rule, for who hears it. */
  rule: string
  fields: readonly ConditionField[]
  conditions: Conditions
  onChange: (conditions: Conditions) => void
  errorOf: (name: string) => string | undefined
}

/** What a lead has to be like for a rule: all of it, and of the words of a condition any. */
export function RuleConditions({ rule, fields, conditions, onChange, errorOf }: RuleConditionsProps) {
  /** Those that were added and have no value yet. */
  const [added, setAdded] = useState<readonly string[]>([])
  const shown = fields.filter(field => isAsked(conditions, field) || added.includes(field.id))
  const left = fields.filter(field => !shown.includes(field))
  return (
    <div className={classes.conditions}>
      {shown.length === 0 && <p className={classes.words}>Fits every lead.</p>}
      {shown.map(field => (
        <div key={field.id} className={classes.condition}>
          <Value field={field} conditions={conditions} onChange={onChange} errorOf={errorOf} />
          <ActionIcon
            aria-label={`Remove ${field.label} from ${rule}`}
            onClick={() => {
              setAdded(added.filter(id => id !== field.id))
              onChange(withoutField(conditions, field))
            }}
          >
            <IconTrash size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button size="sm" variant="subtle" leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}>
              Add a condition
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
            {left.map(field => (
              <Menu.Item key={field.id} onClick={() => setAdded([...added, field.id])}>
                {field.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  )
}

function Value({
  field,
  conditions,
  onChange,
  errorOf,
}: { field: ConditionField } & Pick<RuleConditionsProps, 'conditions' | 'onChange' | 'errorOf'>) {
  if (field.kind === 'words') {
    const props = {
      label: field.label,
      size: 'sm',
      value: wordsOf(conditions, field),
      error: errorOf(field.id),
      onChange: (values: string[]) => onChange(withWords(conditions, field, values)),
    } as const
    return field.isFree ? (
      <TagsInput {...props} data={field.options.map(({ value }) => value)} maxTags={50} acceptValueOnBlur />
    ) : (
      <MultiSelect {...props} data={[...field.options]} />
    )
  }
  return (
    <div className={classes.range}>
      {[['from', field.min] as const, ['to', field.max] as const].map(([end, name]) => {
        const props = {
          label: `${field.label} ${end}`,
          size: 'sm',
          value: endOf(conditions, name),
          error: errorOf(name),
        } as const
        const set = (text: string) => onChange(withEnd(conditions, field, name, text))
        return field.input === 'date' ? (
          <DayField key={name} {...props} onChange={event => set(event.currentTarget.value)} />
        ) : (
          <NumberInput
            key={name}
            {...props}
            min={0}
            hideControls
            {...(field.input === 'money' && { thousandSeparator: ',', thousandsGroupStyle: 'lakh' })}
            onChange={value => set(String(value))}
          />
        )
      })}
    </div>
  )
}
