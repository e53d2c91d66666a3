import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCan } from '../../../lib/can.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { isNarrowed, type LeadSearch } from '../lead-search.ts'

export interface LeadEmptyProps {
  search: LeadSearch
  onSearch: (search: LeadSearch) => void
}

/** Nothing to show, and what to do about it. */
export function LeadEmpty({ search, onSearch }: LeadEmptyProps) {
  const can = useCan()
  if (search.deleted) {
    return (
      <EmptyState
        title="No deleted leads"
        actions={<Button onClick={() => onSearch({ ...search, deleted: undefined })}>Show all leads</Button>}
      >
        A lead that is deleted stays here for 30 days and can be brought back.
      </EmptyState>
    )
  }
  if (isNarrowed(search)) {
    const { sort, view } = search
    return (
      <EmptyState
        title={search.q ? `No leads for “${search.q}”` : 'No leads fit these filters'}
        actions={<Button onClick={() => onSearch({ sort, view })}>Show all leads</Button>}
      >
        {search.q
          ? 'Search by part of a name, a city, a whole e-mail or phone, or the last 4 digits.'
          : 'Take one away to see more.'}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title="No leads yet"
      actions={
        <>
          {can('CRM', 'create') && (
            <Button component={Link} to="/leads/new" variant="filled">
              Add the first lead
            </Button>
          )}
          {can('CRM', 'import') && (
            <Button component={Link} to="/import">
              Import from a file
            </Button>
          )}
        </>
      }
    >
      Leads that you may see appear here, the newest first.
    </EmptyState>
  )
}
