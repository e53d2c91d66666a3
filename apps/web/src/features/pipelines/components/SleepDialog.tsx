import { Button, Radio } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { formatDay } from '../../../lib/format-time.ts'
import { DayField } from '../../../ui/DayField.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import type { SleepRequest } from '../api.ts'
import type { Card } from '../board.ts'
import classes from './MoveDialog.module.css'

export interface SleepDialogProps {
  /** Who is to sleep; null while closed. */
  cards: readonly Card[] | null
  onClose: () => void
  onSleep: (cards: readonly Card[], until: SleepRequest) => void
}

const BEFORE_POSSESSION = [90, 60] as const

/** Until when a lead is folded away. */
export function SleepDialog({ cards, onClose, onSleep }: SleepDialogProps) {
  const form = useId()
  const [choice, setChoice] = useState<string | null>(null)
  const [day, setDay] = useState('')
  const [isTried, setTried] = useState(false)
  const [first] = cards ?? []
  const name = cards?.length === 1 ? first?.name : `${cards?.length ?? 0} leads`
  const days = BEFORE_POSSESSION.filter(before => cards?.every(card => isAhead(dayBefore(card, before))))
  const chosen = choice ?? (days[0] === undefined ? 'day' : String(days[0]))

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!cards || (chosen === 'day' && !isAhead(day))) return
    onSleep(cards, chosen === 'day' ? { until: day } : { before_possession_days: Number(chosen) })
    onClose()
  }

  return (
    <Dialog
      isOpen={cards !== null}
      onClose={onClose}
      title={`Let ${name} sleep`}
      lead="It leaves the board until then, is never stale, and comes back on top with a follow-up."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Keep it awake
          </Button>
          <Button type="submit" form={form} variant="filled">
            Let it sleep
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        <Radio.Group value={chosen} onChange={setChoice} aria-label="Until when">
          <div className={classes.form}>
            {days.map(before => (
              <Radio
                key={before}
                value={String(before)}
                label={`${before} days before possession${first && cards?.length === 1 ? `, ${formatDay(dayBefore(first, before))}` : ''}`}
              />
            ))}
            <Radio value="day" label="Until a day of my own" />
          </div>
        </Radio.Group>
        {chosen === 'day' && (
          <DayField
            label="Wakes on"
            value={day}
            onChange={event => setDay(event.currentTarget.value)}
            error={isTried && !isAhead(day) && 'Choose a day to come.'}
          />
        )}
      </form>
    </Dialog>
  )
}

function dayBefore(card: Card, days: number): string {
  if (card.possession_date === null) return ''
  const day = new Date(`${card.possession_date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - days)
  return day.toISOString().slice(0, 10)
}

const isAhead = (day: string): boolean => day !== '' && day > new Date().toLocaleDateString('en-CA')
