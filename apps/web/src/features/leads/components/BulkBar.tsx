import { ActionIcon, Button, Tooltip } from '@mantine/core'
import {
  IconArrowRight,
  IconPencil,
  IconRestore,
  IconTag,
  IconTrash,
  IconUserPlus,
  IconX,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useRef, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { showToast } from '../../../ui/toast.ts'
import { type BulkDeed, type BulkFilters, bulkKeys, bulksQuery, followBulk, startBulk } from '../bulk.ts'
import { countWords } from '../bulk-words.ts'
import type { LeadFilters } from '../lead-search.ts'
import { countTicked } from '../selection.ts'
import type { Selecting } from '../use-selection.ts'
import classes from './BulkBar.module.css'

const BulkDialog = lazy(() => import('./BulkDialog.tsx').then(part => ({ default: part.BulkDialog })))

export interface BulkBarProps extends Selecting {
  filters: LeadFilters
  /** Leads of the whole list; null where nobody knows how many. */
  total: number | null
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

/** Floats over the list while leads are ticked: how many, what can be done with them, clear. */
export function BulkBar({ selection, selectAll, clear, filters, total }: BulkBarProps) {
  const can = useCan()
  const client = useQueryClient()
  const [asked, setAsked] = useState<BulkDeed['action'] | null>(null)
  const key = useRef(crypto.randomUUID())
  const count = countTicked(selection, total)
  const words = count === null ? 'All' : count.toLocaleString('en-IN')
  const start = useMutation({
    mutationFn: (deed: BulkDeed) => {
      const ids = [...selection.ids]
      const all = { filters: filters as BulkFilters, ...(ids.length > 0 && { except: ids }) }
      return startBulk({ ...deed, selection: selection.isAll ? all : { ids } }, key.current)
    },
    onSuccess: bulk => {
      setAsked(null)
      clear()
      followBulk(client, bulk.id)
      client.setQueryData(bulksQuery.queryKey, before => [bulk, ...(before ?? [])])
      void client.invalidateQueries({ queryKey: bulkKeys.list })
    },
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
          onClick={() => (action === 'restore' ? start.mutate({ action }) : setAsked(action))}
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
