import { Button, Menu } from '@mantine/core'
import { IconCalendarPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { formatWhen } from '../../../lib/format-time.ts'
import { DayField } from '../../../ui/DayField.tsx'
import { nextTimes, toLocalInput } from '../next-times.ts'
import classes from './NextStep.module.css'

export interface NextStepProps {
  value: Date | null
  onChange: (value: Date | null) => void
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

/** When to go on with the lead: a few likely times, or any. */
export function NextStep({ value, onChange }: NextStepProps) {
  const [isPicking, setPicking] = useState(false)
  const now = new Date()
  if (isPicking)
    return <TimeField value={value ?? now} onChange={onChange} onClose={() => setPicking(false)} />
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="sm" variant="subtle" leftSection={<IconCalendarPlus {...ICON} />}>
          {value ? `Next: ${formatWhen(value)}` : 'No next step'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {nextTimes(now).map(({ label, at }) => (
          <Menu.Item key={label} onClick={() => onChange(at)}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => setPicking(true)}>Pick a time</Menu.Item>
        {value && <Menu.Item onClick={() => onChange(null)}>No next step</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}

interface TimeFieldProps {
  value: Date
  onChange: (value: Date) => void
  onClose?: () => void
}

/** A day and a time, in the viewer's own zone. */
export function TimeField({ value, onChange, onClose }: TimeFieldProps) {
  return (
    <span className={classes.pick}>
      <DayField
        withTime
        aria-label="Next step on"
        size="sm"
        defaultValue={toLocalInput(value)}
        onChange={event => {
          const at = new Date(event.currentTarget.value)
          if (!Number.isNaN(at.getTime())) onChange(at)
        }}
      />
      {onClose && (
        <Button size="sm" variant="subtle" onClick={onClose}>
          Set
        </Button>
      )}
    </span>
  )
}
