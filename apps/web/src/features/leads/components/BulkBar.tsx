import { ActionIcon, Button, Tooltip } from '@mantine/core'
import {
  IconArrowRight,
  IconHeartHandshake,
  IconPencil,
  IconRestore,
  IconTag,
  IconTrash,
  IconUserPlus,
  IconX,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ComponentType, lazy, Suspense, useRef, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { showToast } from '../../../ui/toast.ts'
import {
  type Bulk,
  type BulkDeed,
  type BulkFilters,
  type BulkSelection,
  showBegun,
  startBulk,
} from '../bulk.ts'
import { countWords } from '../bulk-words.ts'
import type { LeadFilters } from '../lead-search.ts'
import { countTicked } from '../selection.ts'
import type { Selecting } from '../use-selection.ts'
import classes from './BulkBar.module.css'

const BulkDialog = lazy(() => import('./BulkDialog.tsx').then(part => ({ default: part.BulkDialog })))

/** Asks what leads still lack and makes clients of them. */
export type ConvertMany = ComponentType<{
  selection: BulkSelection
  onClose: () => void
  onStarted: (bulk: Bulk) => void
}>

export interface BulkBarProps extends Selecting {
  filters: LeadFilters
  /** Leads of the whole list; null where nobody knows how many. */
  total: number | null
  /** Set where leads can be converted. */
  convertMany?: ConvertMany | undefined
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

/** Floats over the list while leads are ticked: how many, what can be done with them, clear. */
export function BulkBar(props: BulkBarProps) {
  const { selection, selectAll, clear, filters, total, convertMany: ConvertMany } = props
  const can = useCan()
  const client = useQueryClient()
  const [asked, setAsked] = useState<BulkDeed['action'] | null>(null)
  const [converting, setConverting] = useState<BulkSelection | null>(null)
  const key = useRef(crypto.randomUUID())
  const count = countTicked(selection, total)
  const words = count === null ? 'All' : count.toLocaleString('en-IN')
  function selected(): BulkSelection {
    const ids = [...selection.ids]
    const all = { filters: filters as BulkFilters, ...(ids.length > 0 && { except: ids }) }
    return selection.isAll ? all : { ids }
  }
  function begun(bulk: Bulk) {
    setAsked(null)
    setConverting(null)
    clear()
    showBegun(client, bulk)
  }
  const start = useMutation({
    mutationFn: (deed: BulkDeed) => startBulk({ ...deed, selection: selected() }, key.current),
    onSuccess: begun,
    onError: error => {
      if (!asked) showToast({ message: `Not begun: ${error.message}`, tone: 'problem' })
    },
    // After an answer the next try is another change.
    onSettled: (_bulk, error) => {
      if (!error || 'status' in error) key.current = crypto.randomUUID()
    },
  })

  const isDeleted = filters.deleted === true
  const deeds = (
    [
      [
        !isDeleted && can('CRM', 'assign') && can('CRM', 'edit'),
        'assign',
        'Assign',
        <IconUserPlus key="i" {...ICON} />,
      ],
      [
        !isDeleted && can('CRM', 'move') && can('CRM', 'edit'),
        'move',
        'Move to',
        <IconArrowRight key="i" {...ICON} />,
      ],
      [
        !isDeleted && ConvertMany !== undefined,
        'convert',
        'Convert',
        <IconHeartHandshake key="i" {...ICON} />,
      ],
      [!isDeleted && can('CRM', 'edit'), 'tag', 'Tag', <IconTag key="i" {...ICON} />],
      [!isDeleted && can('CRM', 'edit'), 'edit', 'Edit', <IconPencil key="i" {...ICON} />],
      [!isDeleted && can('CRM', 'delete'), 'delete', 'Delete', <IconTrash key="i" {...ICON} />],
      [isDeleted && can('CRM', 'restore'), 'restore', 'Bring back', <IconRestore key="i" {...ICON} />],
    ] as const
  ).filter(([isOpen]) => isOpen)
  const mayWiden = !selection.isAll && total !== null && count !== null && total > count

  return (
    <div className={classes.bar} role="toolbar" aria-label={`What to do with ${words} selected leads`}>
      <span className={classes.count} role="status">
        {words} selected
      </span>
      {mayWiden && (
        <Button variant="subtle" size="sm" className={classes.all} onClick={selectAll}>
          Select all {total.toLocaleString('en-IN')}
        </Button>
      )}
      <span className={classes.rule} aria-hidden />
      {deeds.map(([, action, label, icon]) => (
        <Button
          key={action}
          variant="subtle"
          size="sm"
          classNames={{ root: classes.deed, inner: classes.inner }}
          leftSection={icon}
          aria-label={label}
          disabled={count === 0 || start.isPending}
          onClick={() => {
            if (action === 'restore') start.mutate({ action })
            else if (action === 'convert') setConverting(selected())
            else setAsked(action)
          }}
        >
          <span className={classes.word}>{label}</span>
        </Button>
      ))}
      <span className={classes.rule} aria-hidden />
      <Tooltip label="Clear selection">
        <ActionIcon
          size="sm"
          variant="subtle"
          className={classes.clear}
          aria-label="Clear selection"
          onClick={clear}
        >
          <IconX {...ICON} />
        </ActionIcon>
      </Tooltip>
      {converting && ConvertMany && (
        <Suspense fallback={null}>
          <ConvertMany selection={converting} onClose={() => setConverting(null)} onStarted={begun} />
        </Suspense>
      )}
      {asked && (
        <Suspense fallback={null}>
          <BulkDialog
            action={asked}
            leads={count === null ? 'all leads' : countWords(count)}
            error={start.error}
            isStarting={start.isPending}
            onStart={deed => start.mutate(deed)}
            onClose={() => {
              setAsked(null)
              start.reset()
            }}
          />
        </Suspense>
      )}
    </div>
  )
}
