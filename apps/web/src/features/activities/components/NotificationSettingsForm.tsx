import { Button, Checkbox, NativeSelect, Switch, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMe } from '../../../lib/me.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import {
  calendarFeedQuery,
  closeCalendarFeed,
  dropDevice,
  type NotificationSettings,
  type NotificationWish,
  notificationSettingsQuery,
  openCalendarFeed,
  saveNotificationSettings,
  subscribeDevice,
} from '../notifications.ts'
import { useSavedAtOnce } from '../use-saved-at-once.ts'
import classes from './NotificationSettingsForm.module.css'
import parts from './SettingsParts.module.css'

const KIND_WORDS: Record<NotificationWish['kind'], string> = {
  'follow_up.upcoming': 'A follow-up is near',
  'follow_up.due': 'A follow-up is due',
  'follow_up.overdue': 'A follow-up is late',
  'follow_up.escalated': 'Somebody in my team is late',
  'lead.assigned': 'A lead becomes mine',
  'lead.assignment_failed': 'Nobody could take a new lead by the rules',
  'lead.came_back': 'A lost lead of mine enquires again or is reopened',
  'lead.response_missed': 'A new lead was not contacted in time',
  mention: 'A colleague names me',
  'lead.access_requested': 'Somebody asks for my lead',
  'lead.access_granted': 'A lead I asked for is mine',
  'lead.access_declined': 'A lead I asked for stays with its owner',
  'client.kick_off': 'A new client to design for, for me or my team',
  'client.place': 'A client is given to me, or from me to somebody else',
  'webhook.paused': 'A webhook is paused, since nothing arrives',
  'import.finished': 'An import is done',
  digest: 'The day ahead, in the morning',
}

const CHANNELS = [
  ['in_app', 'Here'],
  ['mail', 'E-mail'],
  ['push', 'Device'],
] as const

/** How the person wants to be told: kinds and ways, quiet hours, time zone, devices, calendar. */
export function NotificationSettingsForm() {
  const { data, error, refetch } = useQuery(notificationSettingsQuery)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="settings" />
  return <Form settings={data} />
}

function Form({ settings }: { settings: NotificationSettings }) {
  const { firm } = useMe()
  const save = useSavedAtOnce(notificationSettingsQuery.queryKey, saveNotificationSettings)
  const set = (change: Partial<NotificationSettings>) => save.mutate({ ...settings, ...change })
  const wish = (kind: NotificationWish['kind'], change: Partial<NotificationWish>) =>
    set({ kinds: settings.kinds.map(one => (one.kind === kind ? { ...one, ...change } : one)) })
  const zones = Intl.supportedValuesOf('timeZone')
  const isQuiet = settings.quiet_from !== null

  return (
    <div className={parts.form}>
      <section className={parts.part}>
        <h2>What you are told, and how</h2>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">When</th>
              {CHANNELS.map(([channel, label]) => (
                <th key={channel} scope="col" className={classes.way}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {settings.kinds.map(one => (
              <tr key={one.kind}>
                <th scope="row">{KIND_WORDS[one.kind]}</th>
                {CHANNELS.map(([channel, label]) => (
                  <td key={channel} className={classes.way}>
                    <Checkbox
                      aria-label={`${KIND_WORDS[one.kind]}: ${label}`}
                      checked={one[channel]}
                      onChange={event => wish(one.kind, { [channel]: event.currentTarget.checked })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className={parts.part}>
        <h2>When</h2>
        <NativeSelect
          label="Your time zone"
          value={settings.time_zone ?? ''}
          data={[
            { value: '', label: `As the firm: ${firm.time_zone}` },
            ...zones.map(value => ({ value, label: value })),
          ]}
          onChange={event => set({ time_zone: event.currentTarget.value || null })}
        />
        <NativeSelect
          label="Remind me before a follow-up"
          value={String(settings.remind_before_minutes)}
          data={[0, 5, 10, 15, 30, 60, 120].map(minutes => ({
            value: String(minutes),
            label:
              minutes === 0 ? 'Only when it is due' : minutes < 60 ? `${minutes} min` : `${minutes / 60} h`,
          }))}
          onChange={event => set({ remind_before_minutes: Number(event.currentTarget.value) })}
        />
        <TextInput
          type="time"
          label="The day ahead comes at"
          defaultValue={settings.digest_at ?? ''}
          onBlur={event => set({ digest_at: event.currentTarget.value || null })}
        />
        <Switch
          label="Quiet hours: no e-mail, nothing rings"
          checked={isQuiet}
          onChange={event =>
            set(
              event.currentTarget.checked
                ? { quiet_from: '21:00', quiet_to: '08:00' }
                : { quiet_from: null, quiet_to: null },
            )
          }
        />
        {isQuiet && (
          <div className={parts.pair}>
            <TextInput
              type="time"
              label="From"
              defaultValue={settings.quiet_from ?? ''}
              onBlur={event => event.currentTarget.value && set({ quiet_from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label="To"
              defaultValue={settings.quiet_to ?? ''}
              onBlur={event => event.currentTarget.value && set({ quiet_to: event.currentTarget.value })}
            />
          </div>
        )}
      </section>
      <Devices settings={settings} />
      <CalendarLink />
    </div>
  )
}

function Devices({ settings }: { settings: NotificationSettings }) {
  const client = useQueryClient()
  const refresh = () => void client.invalidateQueries({ queryKey: notificationSettingsQuery.queryKey })
  const add = useMutation({ mutationFn: () => subscribeDevice(settings.push_key), onSuccess: refresh })
  const drop = useMutation({ mutationFn: dropDevice, onSettled: refresh })
  return (
    <section className={parts.part}>
      <h2>Devices</h2>
      {settings.devices.map(({ id, device, created_at }) => (
        <p key={id} className={classes.device}>
          <span>{device}</span>
          <span className={classes.since}>
            since <When at={created_at} isInSentence />
          </span>
          <Button size="sm" variant="subtle" onClick={() => drop.mutate(id)}>
            Stop
          </Button>
        </p>
      ))}
      <div>
        <Button loading={add.isPending} onClick={() => add.mutate()}>
          Notify me on this device
        </Button>
      </div>
      {add.error && <p role="alert">{add.error.message}</p>}
    </section>
  )
}

/** Where the calendar sends those who want it elsewhere: the foot of a long page. */
const CALENDAR_LINK = 'calendar-link'

function comeTo(part: HTMLElement | null): void {
  if (part && window.location.hash === `#${CALENDAR_LINK}`) part.scrollIntoView()
}

function CalendarLink() {
  const client = useQueryClient()
  const feed = useQuery(calendarFeedQuery).data?.feed
  const [url, setUrl] = useState<string | null>(null)
  const refresh = () => void client.invalidateQueries({ queryKey: calendarFeedQuery.queryKey })
  const open = useMutation({
    mutationFn: openCalendarFeed,
    onSuccess: made => {
      setUrl(made.url)
      refresh()
    },
  })
  const close = useMutation({
    mutationFn: closeCalendarFeed,
    onSuccess: () => {
      setUrl(null)
      refresh()
    },
  })
  return (
    <section id={CALENDAR_LINK} ref={comeTo} className={parts.part}>
      <h2>Your follow-ups in another calendar</h2>
      <p className={parts.words}>
        A secret link for Google Calendar, Outlook or the phone. It names leads, never how to reach them.
        Whoever has the link reads it.
      </p>
      {url && (
        <TextInput
          label="Copy it now, it is shown once"
          value={url}
          readOnly
          onFocus={event => event.currentTarget.select()}
        />
      )}
      {feed && (
        <p className={parts.words}>
          Open since <When at={feed.created_at} isInSentence />, last read{' '}
          {feed.last_read_at ? <When at={feed.last_read_at} isInSentence /> : 'never'}.
        </p>
      )}
      <div className={parts.pair}>
        <Button loading={open.isPending} onClick={() => open.mutate()}>
          {feed ? 'Make a new link' : 'Make a link'}
        </Button>
        {feed && (
          <Button variant="subtle" loading={close.isPending} onClick={() => close.mutate()}>
            Close the link
          </Button>
        )}
      </div>
    </section>
  )
}
