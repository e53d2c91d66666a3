import { ActionIcon } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { listKeyOf, neighboursQuery } from '../api.ts'
import type { LeadSearch } from '../lead-search.ts'
import classes from './LeadNeighbours.module.css'

export interface LeadNeighboursProps {
  id: number
  /** The list the lead was opened from. */
  search: LeadSearch
  onGo: (id: number) => void
}

/** The lead before and the one after in the list; K and J go there. */
export function LeadNeighbours({ id, search, onGo }: LeadNeighboursProps) {
  const found = useQuery(neighboursQuery(listKeyOf(search), id)).data
  const go = (to: number | null | undefined) => () => {
    if (to) onGo(to)
  }
  useHotkeys([
    ['k', go(found?.previous)],
    ['j', go(found?.next)],
  ])
  if (!found) return null
  return (
    <span className={classes.neighbours}>
      <span className={classes.position}>{found.position.toLocaleString('en-IN')} in the list</span>
      <ActionIcon
        aria-label="Previous lead"
        title="Previous lead (K)"
        disabled={!found.previous}
        onClick={go(found.previous)}
      >
        <IconChevronUp size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
      <ActionIcon
        aria-label="Next lead"
        title="Next lead (J)"
        disabled={!found.next}
        onClick={go(found.next)}
      >
        <IconChevronDown size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
    </span>
  )
}
