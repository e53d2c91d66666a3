import { Button, NativeSelect } from '@mantine/core'
import { REPORTS } from '@optimwalls/contract/reports'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import {
  keepReportMail,
  type ReportMail,
  reportMailsQuery,
  SPAN_WORDS,
  sayHour,
  spanOf,
  WEEKDAYS,
} from '../mailing-api.ts'
import type { ReportSearch } from '../report-search.ts'
import classes from './MailDialog.module.css'
import { MailList } from './MailList.tsx'

export interface MailDialogProps {
  isOpen: boolean
  onClose: () => void
  search: ReportSearch
  now: Date
}

const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: sayHour(hour) }))
const DAYS = WEEKDAYS.map((label, place) => ({ value: String(place + 1), label }))
const SPANS = Object.entries(SPAN_WORDS).map(([value, label]) => ({ value, label }))

/** Has the report of the page sent by mail each week; and all that are sent to oneself. */
export function MailDialog({ isOpen, onClose, search, now }: MailDialogProps) {
  const client = useQueryClient()
  const [weekday, setWeekday] = useState('1')
  const [hour, setHour] = useState('9')
  const [chosen, setSpan] = useState<ReportMail['span'] | null>(null)
  const isCompared = search.compare !== undefined || search.compare_from !== undefined
  const span = chosen ?? spanOf(search, now)
  const keep = useMutation({
    mutationFn: () => keepReportMail(search, now, { weekday: Number(weekday), hour: Number(hour), span }),
    onSuccess: () => {
      showToast({ message: `Sent to you each ${WEEKDAYS[Number(weekday) - 1]} at ${sayHour(Number(hour))}` })
      return client.invalidateQueries({ queryKey: reportMailsQuery.queryKey })
    },
    onError: error => showToast({ message: `Not kept: ${error.message}`, tone: 'problem' }),
  })
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      isWide
      title="Weekly mail"
      actions={<Button onClick={onClose}>Close</Button>}
      lead={`${REPORTS[search.report ?? 'conversions'].label} as it is set on the page, ${isCompared ? 'compared with as many days before, ' : ''}with what you may see when it is sent. Hours are those of your time zone.`}
    >
      <form
        className={classes.wish}
        onSubmit={event => {
          event.preventDefault()
          keep.mutate()
        }}
      >
        <NativeSelect
          label="Day"
          value={weekday}
          data={DAYS}
          onChange={event => setWeekday(event.currentTarget.value)}
        />
        <NativeSelect
          label="Hour"
          value={hour}
          data={HOURS}
          onChange={event => setHour(event.currentTarget.value)}
        />
        <NativeSelect
          label="Of"
          value={span}
          data={SPANS}
          onChange={event => setSpan(event.currentTarget.value as ReportMail['span'])}
        />
        <Button type="submit" variant="filled" loading={keep.isPending}>
          Mail it weekly
        </Button>
      </form>
      <MailList />
    </Dialog>
  )
}
