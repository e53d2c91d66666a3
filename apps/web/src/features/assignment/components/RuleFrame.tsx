import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { ActionIcon, Switch, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import classes from './AssignmentSettings.module.css'

export interface RuleFrameProps {
  rule: { key: string; name: string; is_active: boolean }
  index: number
  count: number
  errorOf: (path: string) => string | undefined
  onChange: (change: { name?: string; is_active?: boolean }) => void
  onRemove: () => void
  /** Puts the rule with this key at this place. */
  onMove: (key: string, to: number) => void
  /** What it says. */
  children: ReactNode
}

/** A rule among others in order. Moved by its grip, by Alt and the arrows, or by its buttons. */
export function RuleFrame(props: RuleFrameProps) {
  const { rule, index, count, errorOf, onChange, onRemove, onMove, children } = props
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
      {children}
    </li>
  )
}
