import { useMediaQuery } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { useMe } from '../../../lib/me.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import {
  dashboardQuery,
  moved,
  resetDashboard,
  type Size,
  saveDashboard,
  WIDGET_LABELS,
  type Widget,
  type WidgetName,
} from '../dashboard.ts'
import { ArrangeBar } from './ArrangeBar.tsx'
import classes from './Dashboard.module.css'
import { WidgetBar } from './WidgetBar.tsx'
import { WidgetEdge } from './WidgetEdge.tsx'
import { WidgetFrame } from './WidgetFrame.tsx'

export interface DashboardProps {
  /** What each widget draws. */
  draw: (name: WidgetName) => ReactNode
  isArranging: boolean
  onArranged: () => void
}

const SAVING = ['dashboard']

/** Widgets in the order in which whoever looks arranged them, each loading and failing by itself. */
export function Dashboard({ draw, isArranging, onArranged }: DashboardProps) {
  const me = useMe()
  const client = useQueryClient()
  const size: Size = useMediaQuery('(max-width: 639px)') ? 'phone' : 'laptop'
  const query = dashboardQuery(size, [me.roles, me.permissions])
  const { data, error, refetch } = useQuery(query)
  /** The place a widget is dragged from, and the one it would be dropped at. */
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const [said, setSaid] = useState('')
  /** Whether what is shown may be another arrangement than what is kept. */
  const hasFailed = useRef(false)
  const save = useMutation({
    mutationKey: SAVING,
    scope: { id: 'dashboard' },
    mutationFn: (widgets: Widget[]) => saveDashboard(size, widgets),
    onError: () => showToast({ message: 'The arrangement was not saved' }),
    onSettled: (_kept, problem) => {
      hasFailed.current ||= problem !== null
      // What is read before the last one is kept is without it.
      if (!hasFailed.current || client.isMutating({ mutationKey: SAVING }) > 1) return
      hasFailed.current = false
      void client.invalidateQueries({ queryKey: query.queryKey })
    },
  })
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="Dashboard" rows={8} />
  const { widgets, available } = data

  function arrange(next: Widget[], words: string) {
    setSaid(words)
    if (data) showAnswer(client, query.queryKey, { ...data, widgets: next, origin: 'own' })
    save.mutate(next)
  }
  const placeAt = (from: number, to: number) => {
    const one = widgets[from]
    if (one && from !== to)
      arrange(
        moved(widgets, from, to),
        `${WIDGET_LABELS[one.name]} is at place ${to + 1} of ${widgets.length}`,
      )
  }

  function resize(name: WidgetName, width: Widget['width']) {
    arrange(
      widgets.map(one => (one.name === name ? { name, width } : one)),
      `${WIDGET_LABELS[name]} takes ${width === 'half' ? 'half' : 'the whole'} width`,
    )
  }

  return (
    <>
      {isArranging && (
        <ArrangeBar
          missing={available.filter(name => !widgets.some(widget => widget.name === name))}
          isOwn={data.origin === 'own'}
          size={size}
          widgets={widgets}
          onAdd={name => arrange([...widgets, { name, width: 'half' }], `${WIDGET_LABELS[name]} was added`)}
          onReset={async () => {
            showAnswer(client, query.queryKey, await resetDashboard(size))
            setSaid('The dashboard is as it was set for your role')
          }}
          onDone={onArranged}
        />
      )}
      <p className={classes.said} role="status">
        {said}
      </p>
      <ul className={classes.grid} data-arranging={isArranging || undefined}>
        {widgets.map(({ name, width }, place) => (
          <li
            key={name}
            className={classes.widget}
            data-width={width}
            data-dragged={drag?.from === place || undefined}
            data-drop={
              drag && drag.to === place && drag.from !== place
                ? drag.from < place
                  ? 'after'
                  : 'before'
                : undefined
            }
            draggable={isArranging}
            onDragStart={event => {
              event.dataTransfer.effectAllowed = 'move'
              setDrag({ from: place, to: place })
            }}
            onDragOver={event => {
              if (!drag) return
              event.preventDefault()
              if (drag.to !== place) setDrag({ ...drag, to: place })
            }}
            onDrop={event => {
              event.preventDefault()
              if (drag) placeAt(drag.from, place)
            }}
            onDragEnd={() => setDrag(null)}
          >
            {isArranging && (
              <WidgetBar
                label={WIDGET_LABELS[name]}
                isFirst={place === 0}
                isLast={place === widgets.length - 1}
                isWide={width === 'full'}
                onMove={by => placeAt(place, place + by)}
                onWidth={() => resize(name, width === 'full' ? 'half' : 'full')}
                onRemove={() =>
                  arrange(
                    widgets.filter(one => one.name !== name),
                    `${WIDGET_LABELS[name]} was removed`,
                  )
                }
              />
            )}
            {/* What stands in it is neither followed nor dragged while the page is arranged. */}
            <div className={classes.content} inert={isArranging}>
              <WidgetFrame label={WIDGET_LABELS[name]}>{draw(name)}</WidgetFrame>
            </div>
            {isArranging && (
              <WidgetEdge
                isWide={width === 'full'}
                onWidth={isWide => resize(name, isWide ? 'full' : 'half')}
              />
            )}
          </li>
        ))}
      </ul>
      {widgets.length === 0 && (
        <p className={classes.empty}>Nothing stands here. Add a widget under Arrange.</p>
      )}
    </>
  )
}
