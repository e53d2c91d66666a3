import { Button } from '@mantine/core'
import { IconLayoutGrid, IconLayoutKanban, IconList, IconSortDescending } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Money } from '../../../ui/Money.tsx'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import type { BoardFigures } from '../board.ts'
import classes from './BoardToolbar.module.css'

export interface BoardToolbarProps {
  /** Which board: stands first. */
  choice: ReactNode
  figures: BoardFigures | undefined
  isNarrowed: boolean
  sort: '-priority' | undefined
  onSort: (sort: '-priority' | undefined) => void
  /** Shows the same leads as a list. */
  onTable: (view: 'cards' | undefined) => void
  /** Boards that were saved. */
  views: ReactNode
  /** Search and filters. */
  children: ReactNode
}

const VIEWS = [
  { value: 'table', label: 'Table', icon: <IconList size={16} stroke={1.75} aria-hidden /> },
  { value: 'cards', label: 'Cards', icon: <IconLayoutGrid size={16} stroke={1.75} aria-hidden /> },
  { value: 'board', label: 'Board', icon: <IconLayoutKanban size={16} stroke={1.75} aria-hidden /> },
] as const

/** What the board shows, and what is on it altogether. */
export function BoardToolbar(props: BoardToolbarProps) {
  const { choice, figures, isNarrowed, sort, onSort, onTable, views, children } = props
  return (
    <div className={classes.toolbar} data-narrowed={isNarrowed || undefined}>
      {choice}
      {children}
      <Button
        size="sm"
        variant={sort ? 'light' : 'subtle'}
        aria-pressed={sort !== undefined}
        title={
          sort
            ? 'Back to the order in which people have put the cards'
            : 'The most urgent lead on top of each stage'
        }
        leftSection={<IconSortDescending size={16} stroke={1.75} aria-hidden />}
        onClick={() => onSort(sort ? undefined : '-priority')}
      >
        By priority
      </Button>
      <div className={classes.views}>{views}</div>
      <div className={classes.side}>
        {figures && <Figures {...figures} />}
        <ViewSwitch
          label="Layout"
          options={VIEWS}
          value="board"
          onChange={view => view !== 'board' && onTable(view === 'cards' ? 'cards' : undefined)}
        />
      </div>
    </div>
  )
}

/** "71 open · ₹10.8 Cr · ₹3.9 Cr expected" */
function Figures({ columns, currency }: BoardFigures) {
  const open = columns.filter(column => column.category !== 'converted')
  const total = (part: (column: BoardFigures['columns'][number]) => number | null) =>
    open.some(column => part(column) === null)
      ? null
      : open.reduce((sum, column) => sum + (part(column) ?? 0), 0)
  const budget = total(column => column.budget_sum)
  const expected = total(column => column.weighted_sum)
  return (
    <span className={classes.figures}>
      {open.reduce((sum, column) => sum + column.count, 0).toLocaleString('en-IN')}
      {open.some(column => column.capped) && '+'} open
      {budget !== null && (
        <>
          {' · '}
          <Money amount={budget} currency={currency} />
        </>
      )}
      {expected !== null && (
        <>
          {' · '}
          <Money amount={expected} currency={currency} /> expected
        </>
      )}
    </span>
  )
}
