import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCan } from '../../../lib/can.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { showToast } from '../../../ui/toast.ts'
import {
  dashboardRolesQuery,
  roleDashboardsQuery,
  type Size,
  saveRoleDashboard,
  WIDGET_LABELS,
  type Widget,
  type WidgetName,
} from '../dashboard.ts'
import classes from './Dashboard.module.css'

export interface ArrangeBarProps {
  /** Widgets that are not there yet. */
  missing: readonly WidgetName[]
  /** Whether there is an arrangement of one's own to give up. */
  isOwn: boolean
  size: Size
  widgets: Widget[]
  onAdd: (name: WidgetName) => void
  onReset: () => Promise<void>
  onDone: () => void
}

/** Adds widgets, gives up one's arrangement, and makes it that of a role. */
export function ArrangeBar({ missing, isOwn, size, widgets, onAdd, onReset, onDone }: ArrangeBarProps) {
  const can = useCan()
  const setsRoles = can('CRM', 'configure_fields') && can('Administration', 'view_users')
  const client = useQueryClient()
  const roles = useQuery({ ...dashboardRolesQuery, enabled: setsRoles }).data ?? []
  const set = (useQuery({ ...roleDashboardsQuery, enabled: setsRoles }).data ?? []).filter(
    one => one.size === size,
  )
  const setting = useMutation({
    mutationFn: ({ id, isUsual }: { id: number; isUsual: boolean }) =>
      saveRoleDashboard(id, size, isUsual ? null : widgets),
    onSuccess: ({ data }, { id, isUsual }) => {
      showAnswer(client, roleDashboardsQuery.queryKey, data)
      const name = roles.find(role => role.id === id)?.name ?? 'this role'
      showToast({
        message: isUsual
          ? `The dashboard of each ${name} is the usual one again`
          : `This is the dashboard of each ${name} who has arranged none`,
      })
    },
    onError: error => showToast({ message: `Not set: ${error.message}`, tone: 'problem' }),
  })
  const reset = useMutation({
    mutationFn: onReset,
    onError: error => showToast({ message: `Not reset: ${error.message}`, tone: 'problem' }),
  })

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend of its own
    <div className={classes.bar} role="group" aria-label="Arrange">
      <NativeSelect
        size="sm"
        aria-label="Add a widget"
        value=""
        data={[
          { value: '', label: 'Add a widget' },
          ...missing.map(name => ({ value: name, label: WIDGET_LABELS[name] })),
        ]}
        onChange={event => {
          const name = missing.find(one => one === event.currentTarget.value)
          if (name) onAdd(name)
        }}
      />
      {setsRoles && (
        <NativeSelect
          size="sm"
          aria-label="Make it the dashboard of a role"
          value=""
          data={[
            { value: '', label: 'Set for a role' },
            ...roles.map(({ id, name }) => ({ value: String(id), label: name })),
            ...set.map(({ role_id, role }) => ({ value: `-${role_id}`, label: `${role}: as usual again` })),
          ]}
          onChange={event => {
            const id = Number(event.currentTarget.value)
            if (id !== 0) setting.mutate({ id: Math.abs(id), isUsual: id < 0 })
          }}
        />
      )}
      {isOwn && (
        <Button size="sm" variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>
          Reset
        </Button>
      )}
      <Button size="sm" variant="filled" onClick={onDone}>
        Done
      </Button>
    </div>
  )
}
