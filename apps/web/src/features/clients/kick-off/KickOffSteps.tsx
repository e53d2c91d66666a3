import { ActionIcon, Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import type { KickOffStep } from './api.ts'
import classes from './KickOffSettings.module.css'

/** A step with what tells it from the others while it is edited. */
export type DraftStep = KickOffStep & { key: string }

export interface KickOffStepsProps {
  steps: readonly DraftStep[]
  onChange: (steps: DraftStep[]) => void
  errorOf: (path: string) => string | undefined
}

const KINDS: { value: KickOffStep['kind']; label: string }[] = [
  { value: 'call', label: 'Call' },
  { value: 'meeting', label: 'Meeting' },
  { value: 'site_visit', label: 'Site visit' },
  { value: 'email', label: 'E-mail' },
  { value: 'whatsapp', label: 'WhatsApp' },
  { value: 'sms', label: 'SMS' },
  { value: 'task', label: 'Task' },
]
const WHO: { value: KickOffStep['who']; label: string }[] = [
  { value: 'account_owner', label: 'Account owner' },
  { value: 'designer', label: 'Designer' },
  { value: 'converter', label: 'Who converted it' },
]
const ANCHORS: { value: KickOffStep['anchor']; label: string }[] = [
  { value: 'conversion', label: 'working days after' },
  { value: 'move_in', label: 'days before move-in' },
]
const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
/** More are refused. */
const MOST = 30

/** The steps of one project type, in order; each is moved by a button, so by keys as well. */
export function KickOffSteps({ steps, onChange, errorOf }: KickOffStepsProps) {
  const set = (index: number, change: Partial<DraftStep>) =>
    onChange(steps.map((step, i) => (i === index ? { ...step, ...change } : step)))
  const move = (index: number, by: 1 | -1) => {
    const next = [...steps]
    const [one, other] = [next[index], next[index + by]]
    if (!one || !other) return
    next[index + by] = one
    next[index] = other
    onChange(next)
  }
  return (
    <>
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step.key} className={classes.step} aria-label={`Step ${index + 1}`}>
            <TextInput
              className={classes.title}
              aria-label="What is to be done"
              placeholder="What is to be done"
              value={step.title}
              required
              maxLength={200}
              error={errorOf(`${index}.title`)}
              onChange={event => set(index, { title: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label="Kind"
              data={KINDS}
              value={step.kind}
              onChange={event => set(index, { kind: event.currentTarget.value as KickOffStep['kind'] })}
            />
            <NativeSelect
              aria-label="Who"
              data={WHO}
              value={step.who}
              onChange={event => set(index, { who: event.currentTarget.value as KickOffStep['who'] })}
            />
            <NumberInput
              className={classes.days}
              aria-label="Days"
              hideControls
              allowDecimal={false}
              allowNegative={false}
              min={0}
              max={730}
              required
              value={step.days}
              error={errorOf(`${index}.days`)}
              onChange={value => set(index, { days: Number(value) })}
            />
            <NativeSelect
              aria-label="Counted from"
              data={ANCHORS}
              value={step.anchor}
              onChange={event => set(index, { anchor: event.currentTarget.value as KickOffStep['anchor'] })}
            />
            <div className={classes.deeds}>
              <ActionIcon
                variant="subtle"
                aria-label={`Move “${step.title}” up`}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              >
                <IconArrowUp {...ICON} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                aria-label={`Move “${step.title}” down`}
                disabled={index === steps.length - 1}
                onClick={() => move(index, 1)}
              >
                <IconArrowDown {...ICON} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                aria-label={`Remove “${step.title}”`}
                onClick={() => onChange(steps.filter(one => one !== step))}
              >
                <IconTrash {...ICON} />
              </ActionIcon>
            </div>
          </li>
        ))}
      </ol>
      {steps.length === 0 && <p className={classes.words}>Nothing is planned after such a conversion.</p>}
      <div>
        <Button
          size="sm"
          disabled={steps.length >= MOST}
          onClick={() =>
            onChange([
              ...steps,
              {
                key: crypto.randomUUID(),
                title: '',
                kind: 'call',
                who: 'account_owner',
                anchor: 'conversion',
                days: 1,
              },
            ])
          }
        >
          Add a step
        </Button>
      </div>
    </>
  )
}
