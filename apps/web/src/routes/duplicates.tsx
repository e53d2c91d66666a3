import { Button } from '@mantine/core'
import { can as holds } from '@optimwalls/permissions'
import { createFileRoute, Link } from '@tanstack/react-router'
import { pairsQuery } from '../features/leads/merging/api.ts'
import classes from '../features/leads/merging/DuplicatesPage.module.css'
import { MergeHistory } from '../features/leads/merging/MergeHistory.tsx'
import { PairReview } from '../features/leads/merging/PairReview.tsx'
import { useCan } from '../lib/can.ts'
import { meQuery } from '../lib/me.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ViewSwitch } from '../ui/ViewSwitch.tsx'

const SHOWN = ['open', 'later', 'settled', 'merged'] as const
type Shown = (typeof SHOWN)[number]
const STRENGTHS = ['all', 'strong', 'weak'] as const
type Strength = (typeof STRENGTHS)[number]

interface DuplicatesSearch {
  show?: Exclude<Shown, 'open'>
  strength?: Exclude<Strength, 'all'>
}

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find(one => one === value)

export const Route = createFileRoute('/duplicates')({
  validateSearch: (search): DuplicatesSearch => {
    const show = oneOf(SHOWN, search.show)
    const strength = oneOf(STRENGTHS, search.strength)
    return {
      ...(show && show !== 'open' && { show }),
      ...(strength && strength !== 'all' && { strength }),
    }
  },
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    if (!me || !holds(me, 'CRM', 'merge') || deps.show === 'merged') return
    void context.queryClient.prefetchInfiniteQuery(pairsQuery(deps.show ?? 'open', deps.strength))
  },
  component: DuplicatesPage,
})

function DuplicatesPage() {
  const can = useCan()
  const { show = 'open', strength } = Route.useSearch()
  const navigate = Route.useNavigate()
  if (!can('CRM', 'merge')) {
    return (
      <>
        <PageHeader title="Duplicates" />
        <EmptyState title="Your role does not merge leads" drawing="door">
          Ask your admin to look at a pair, or for access if you need it for your work.
        </EmptyState>
      </>
    )
  }
  const go = (search: { show: Shown; strength: Strength | undefined }) =>
    void navigate({
      search: {
        ...(search.show !== 'open' && { show: search.show }),
        ...(search.strength && search.strength !== 'all' && { strength: search.strength }),
      },
      replace: true,
    })
  return (
    <>
      <PageHeader
        title="Duplicates"
        actions={
          <Button component={Link} to="/access-requests" size="sm">
            Access requests
          </Button>
        }
      />
      <div className={classes.tools}>
        <ViewSwitch<Shown>
          label="Pairs"
          value={show}
          onChange={next => go({ show: next, strength })}
          options={[
            { value: 'open', label: 'To review' },
            { value: 'later', label: 'Later' },
            { value: 'settled', label: 'Settled' },
            { value: 'merged', label: 'Merged' },
          ]}
        />
        {(show === 'open' || show === 'later') && (
          <ViewSwitch<Strength>
            label="What they share"
            value={strength ?? 'all'}
            onChange={next => go({ show, strength: next })}
            options={[
              { value: 'all', label: 'All' },
              { value: 'strong', label: 'Same contact' },
              { value: 'weak', label: 'Names alike' },
            ]}
          />
        )}
      </div>
      <PageBody>
        {show === 'merged' ? <MergeHistory /> : <PairReview key={show} state={show} strength={strength} />}
      </PageBody>
    </>
  )
}
