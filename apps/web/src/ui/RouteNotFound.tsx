import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { EmptyState } from './EmptyState.tsx'
import { PageBody } from './PageBody.tsx'
import { PageHeader } from './PageHeader.tsx'

/** An address that leads nowhere. */
export function RouteNotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <PageBody>
        <EmptyState
          title="No page at this address"
          drawing="lamp"
          actions={
            <Button component={Link} to="/">
              Go to Home
            </Button>
          }
        >
          Check the address, or find what you need with the search.
        </EmptyState>
      </PageBody>
    </>
  )
}
