import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCan } from '../../../lib/can.ts'
import { showToast } from '../../../ui/toast.ts'
import {
  dashboardRolesQuery,
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
  const roles = useQuery({ ...dashboardRolesQuery, enabled: setsRoles }).data ?? []

  async function setForRole(id: number) {
    const role = roles.find(one => one.id === id)
    if (!role) return
    await saveRoleDashboard(id, size, widgets)
    showToast({ message: `This is the dashboard of each ${role.name} who has arranged none` })
  }

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
          ]}
          onChange={event => void setForRole(Number(event.currentTarget.value))}
        />
      )}
      {isOwn && (
        <Button size="sm" variant="default" onClick={() => void onReset()}>
          Reset
        </Button>
      )}
      <Button size="sm" variant="filled" onClick={onDone}>
        Done
      </Button>
    </div>
  )
}
