import { ActionIcon, Button, NativeSelect, Switch } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react'
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { type Me, meQuery, useMe } from '../../../lib/me.ts'
import { showAtOnce } from '../../../lib/show-at-once.ts'
import { showToast } from '../../../ui/toast.ts'
import {
  navigationRolesQuery,
  resetNavigation,
  saveNavigation,
  saveRoleNavigation,
} from '../navigation-api.ts'
import { arranged, type Entries, useAllPlaces } from '../places.ts'
import classes from './NavigationSettings.module.css'

const SAVING = ['navigation']

/** Reads the person again once the last change is kept: what a dropped read would have told is not missed. */
function catchUp(client: QueryClient): void {
  if (client.isMutating({ mutationKey: SAVING }) === 1)
    void client.invalidateQueries({ queryKey: meQuery.queryKey })
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

/** What stands in one's navigation: each place is moved by dragging or by buttons, and hidden; kept at once. */
export function NavigationSettings() {
  const client = useQueryClient()
  const { navigation } = useMe()
  const places = arranged(useAllPlaces(), navigation.entries)
  /** The place that is dragged, and where it would be dropped. */
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const [said, setSaid] = useState('')
  const keep = (next: typeof navigation) =>
    showAtOnce<Me>(client, meQuery.queryKey, me => ({ ...me, navigation: next }))
  const save = useMutation({
    mutationKey: SAVING,
    scope: { id: 'navigation' },
    mutationFn: saveNavigation,
    onError: error => showToast({ message: `Not kept: ${error.message}`, tone: 'problem' }),
    onSettled: () => catchUp(client),
  })
  const reset = useMutation({
    mutationKey: SAVING,
    scope: { id: 'navigation' },
    mutationFn: resetNavigation,
    onSuccess: next => {
      keep(next)
      setSaid('The navigation is as it was set for your role')
    },
    onError: error => showToast({ message: `Not reset: ${error.message}`, tone: 'problem' }),
    onSettled: () => catchUp(client),
  })

  function arrange(next: typeof places, words: string) {
    const entries = next.map(({ name, shown }) => ({ name, shown }))
    keep({ entries, origin: 'own' })
    save.mutate(entries)
    setSaid(words)
  }
  function placeAt(from: number, to: number) {
    const one = places[from]
    if (!one || from === to || to < 0 || to >= places.length) return
    const rest = places.filter(place => place !== one)
    arrange(
      [...rest.slice(0, to), one, ...rest.slice(to)],
      `${one.label} is at place ${to + 1} of ${places.length}`,
    )
  }

  return (
    <>
      <p className={classes.said} role="status">
        {said}
      </p>
      <ul className={classes.list}>
        {places.map(({ name, label, icon: Icon, shown }, at) => (
          <li
            key={name}
            className={classes.line}
            data-dragged={drag?.from === at || undefined}
            data-drop={
              drag && drag.to === at && drag.from !== at ? (drag.from < at ? 'after' : 'before') : undefined
            }
            draggable
            onDragStart={() => setDrag({ from: at, to: at })}
            onDragOver={event => {
              if (!drag) return
              event.preventDefault()
              if (drag.to !== at) setDrag({ ...drag, to: at })
            }}
            onDrop={event => {
              event.preventDefault()
              if (drag) placeAt(drag.from, at)
            }}
            onDragEnd={() => setDrag(null)}
          >
            <IconGripVertical {...ICON} />
            <Icon {...ICON} />
            <span className={classes.name}>{label}</span>
            <ActionIcon
              aria-label={`Move up: ${label}`}
              disabled={at === 0}
              onClick={() => placeAt(at, at - 1)}
            >
              <IconArrowUp {...ICON} />
            </ActionIcon>
            <ActionIcon
              aria-label={`Move down: ${label}`}
              disabled={at === places.length - 1}
              onClick={() => placeAt(at, at + 1)}
            >
              <IconArrowDown {...ICON} />
            </ActionIcon>
            <Switch
              aria-label={`Show ${label}`}
              checked={shown}
              disabled={name === 'settings'}
              onChange={event => {
                const isShown = event.currentTarget.checked
                arrange(
                  places.map(one => (one.name === name ? { ...one, shown: isShown } : one)),
                  `${label} is ${isShown ? 'shown' : 'hidden'}`,
                )
              }}
            />
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        <RoleChoice entries={places.map(({ name, shown }) => ({ name, shown }))} />
        {navigation.origin === 'own' && (
          <Button size="sm" loading={reset.isPending} onClick={() => reset.mutate()}>
            Reset
          </Button>
        )}
      </div>
    </>
  )
}

function RoleChoice({ entries }: { entries: Entries }) {
  const can = useCan()
  const setsRoles = can('CRM', 'configure_fields') && can('Administration', 'view_users')
  const roles = useQuery({ ...navigationRolesQuery, enabled: setsRoles }).data ?? []
  const set = useMutation({
    mutationFn: ({ id }: { id: number; name: string }) => saveRoleNavigation(id, entries),
    onSuccess: (_, { name }) =>
      showToast({ message: `This is the navigation of each ${name} who has arranged none` }),
    onError: error => showToast({ message: `Not set: ${error.message}`, tone: 'problem' }),
  })
  if (!setsRoles) return null
  return (
    <NativeSelect
      size="sm"
      aria-label="Make it the navigation of a role"
      value=""
      data={[
        { value: '', label: 'Set for a role' },
        ...roles.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={event => {
        const role = roles.find(({ id }) => id === Number(event.currentTarget.value))
        if (role) set.mutate(role)
      }}
    />
  )
}
