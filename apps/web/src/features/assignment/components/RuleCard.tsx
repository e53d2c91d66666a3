import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { ActionIcon, MultiSelect, Select, Switch, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Choices } from '../api.ts'
import type { ConditionField } from '../condition-fields.ts'
import { type DraftRule, STRATEGY_CHOICES, strategyOf } from '../plan-draft.ts'
import classes from './AssignmentSettings.module.css'
import { RuleConditions } from './RuleConditions.tsx'

export interface RuleCardProps {
  rule: DraftRule
  index: number
  count: number
  choices: Choices
  fields: readonly ConditionField[]
  errorOf: (path: string) => string | undefined
  onChange: (change: Partial<DraftRule>) => void
  onRemove: () => void
  /** Puts the rule with this key at this place. */
  onMove: (key: string, to: number) => void
}

/** One rule: for which leads, for whom, and how it chooses. Moved by its grip, by Alt and the arrows, or by its buttons. */
export function RuleCard(props: RuleCardProps) {
  const { rule, index, count, choices, fields, errorOf, onChange, onRemove, onMove } = props
  const card = useRef<HTMLLIElement>(null)
  const grip = useRef<HTMLButtonElement>(null)
  /** A row that is put elsewhere loses the focus in it. */
  const keepsFocus = useRef(false)
  const [isOver, setOver] = useState(false)
  const { key, name } = rule

  useEffect(() => {
    if (!card.current || !grip.current) return
    return combine(
      draggable({
        element: card.current,
        dragHandle: grip.current,
        getInitialData: () => ({ kind: 'assignment-rule', key }),
      }),
      dropTargetForElements({
        element: card.current,
        canDrop: ({ source }) => source.data.kind === 'assignment-rule' && source.data.key !== key,
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: ({ source }) => {
          setOver(false)
          onMove(String(source.data.key), index)
        },
      }),
    )
  }, [key, index, onMove])

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the new place that asks for it
  useEffect(() => {
    if (keepsFocus.current) grip.current?.focus()
    keepsFocus.current = false
  }, [index])

  function moveByKey(event: KeyboardEvent) {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (by === 0 || !event.altKey) return
    event.preventDefault()
    keepsFocus.current = true
    onMove(key, index + by)
  }

  return (
    <li
      ref={card}
      className={classes.rule}
      aria-label={name}
      data-over={isOver || undefined}
      data-off={!rule.is_active || undefined}
    >
      <div className={classes.head}>
        <ActionIcon
          ref={grip}
          className={classes.grip}
          aria-label={`Move ${name}`}
          title="Drag, or Alt with the arrows"
          onKeyDown={moveByKey}
        >
          <IconGripVertical size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
        <TextInput
          className={classes.name}
          aria-label={`Name of rule ${index + 1}`}
          size="sm"
          maxLength={60}
          value={name}
          error={errorOf('name')}
          onChange={event => onChange({ name: event.currentTarget.value })}
        />
        <Switch
          aria-label={`${name} is on`}
          checked={rule.is_active}
          onChange={event => onChange({ is_active: event.currentTarget.checked })}
        />
        <ActionIcon
          aria-label={`Move ${name} up`}
          disabled={index === 0}
          onClick={() => onMove(key, index - 1)}
        >
          <IconArrowUp size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
        <ActionIcon
          aria-label={`Move ${name} down`}
          disabled={index === count - 1}
          onClick={() => onMove(key, index + 1)}
        >
          <IconArrowDown size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
        <ActionIcon aria-label={`Delete ${name}`} onClick={onRemove}>
          <IconTrash size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      </div>
      <RuleConditions
        rule={name}
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
    </li>
  )
}

/** Who can be chosen, and who stands in the rule though they have left. */
const peopleData = ({ people }: Choices, chosen: readonly number[]) => [
  ...people.map(({ id, name }) => ({ value: String(id), label: name })),
  ...chosen
    .filter(id => people.every(person => person.id !== id))
    .map(id => ({ value: String(id), label: 'Somebody who has left' })),
]
