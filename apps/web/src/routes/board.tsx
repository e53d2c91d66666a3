import { Button } from '@mantine/core'
import { can as holds } from '@optimwalls/permissions'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { showBegun } from '../features/leads/bulk.ts'
import { BoardViews } from '../features/leads/components/BoardViews.tsx'
import { LeadFilterBar } from '../features/leads/components/LeadFilterBar.tsx'
import { LeadSearchBox } from '../features/leads/components/LeadSearchBox.tsx'
import { filtersOf, isNarrowed, readLeadSearch } from '../features/leads/lead-search.ts'
import { belongs } from '../features/leads/live-leads.ts'
import { ACTION_WORDS } from '../features/next-actions/action-words.ts'
import { answerNextAction, takeNextAction } from '../features/next-actions/api.ts'
import { useBestActions } from '../features/next-actions/use-best-actions.ts'
import { boardFiguresQuery, pipelinesQuery } from '../features/pipelines/api.ts'
import { keepPipeline, keptPipeline, readBoardSearch } from '../features/pipelines/board-search.ts'
import { Board, type BoardProps } from '../features/pipelines/components/Board.tsx'
import { BoardToolbar } from '../features/pipelines/components/BoardToolbar.tsx'
import { PipelineChoice } from '../features/pipelines/components/PipelineChoice.tsx'
import { boardTopic } from '../features/pipelines/use-board-peers.ts'
import { useCan } from '../lib/can.ts'
import { meQuery } from '../lib/me.ts'
import { usePresence } from '../lib/presence.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { PresentPeople } from '../ui/PresentPeople.tsx'
import { useNextDeeds } from './-next-deeds.ts'

// Not part of a first visit.
const fetchCardLog = () =>
  import('../features/activities/components/CardLogMenu.tsx').then(part => ({ default: part.CardLogMenu }))
const CardLogMenu = lazy(fetchCardLog)
const BulkProgress = lazy(() =>
  import('../features/leads/components/BulkProgress.tsx').then(part => ({ default: part.BulkProgress })),
)
const ConvertManyDialog = lazy(() =>
  import('../features/pipelines/components/ConvertManyDialog.tsx').then(part => ({
    default: part.ConvertManyDialog,
  })),
)

export const Route = createFileRoute('/board')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...readBoardSearch(search),
    ...filtersOf(readLeadSearch({ ...search, deleted: undefined })),
  }),
  loader: ({ context }) => {
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    if (me && holds(me, 'CRM', 'view')) void context.queryClient.prefetchQuery(pipelinesQuery)
  },
  component: BoardRoute,
})

function BoardRoute() {
  const can = useCan()
  if (can('CRM', 'view')) return <BoardPage />
  return (
    <>
      <PageHeader title="Board" />
      <EmptyState title="Your role does not open leads" drawing="door">
        Ask your admin for access if you need it for your work.
      </EmptyState>
    </>
  )
}

function BoardPage() {
  const { pipeline: asked, saved, sort, ...search } = Route.useSearch()
  const navigate = Route.useNavigate()
  const can = useCan()
  const client = useQueryClient()
  const mayChangeMany = can('CRM', 'bulk')
  const [converting, setConverting] = useState<readonly number[] | null>(null)
  const pipelines = useQuery(pipelinesQuery).data ?? []
  const pipeline = asked ?? keptPipeline(pipelines)
  const filters = filtersOf(search)
  const boardKey = { pipeline: pipeline ?? 'all', filters, sort }
  const figures = useQuery({ ...boardFiguresQuery(boardKey), enabled: pipeline !== undefined }).data
  const people = usePresence(pipeline === undefined ? null : boardTopic(pipeline))
  const show = (next: object) =>
    void navigate({ search: { pipeline: asked, saved, sort, ...next }, replace: true })

  function choose(next: string) {
    keepPipeline(next)
    void navigate({ search: { ...search, saved, sort, pipeline: next } })
  }

  return (
    <>
      <PageHeader
        title="Board"
        actions={
          <>
            <PresentPeople people={people} />
            {can('CRM', 'create') && (
              <Button
                component={Link}
                to="/leads/new"
                variant="filled"
                size="sm"
                leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
              >
                New lead
              </Button>
            )}
          </>
        }
      />
      <BoardToolbar
        choice={<PipelineChoice pipelines={pipelines} value={pipeline} onChoose={choose} />}
        figures={figures}
        views={
          <BoardViews
            search={{ ...filters, pipeline, sort, ...(saved !== undefined && { saved }) }}
            onSearch={next => void navigate({ search: next as typeof search })}
          />
        }
        isNarrowed={isNarrowed(search)}
        sort={sort}
        onSort={next => show({ ...filters, sort: next })}
        onTable={view => void navigate({ to: '/leads', search: { ...filters, sort, view } })}
      >
        <LeadSearchBox value={search.q ?? ''} onSearch={q => show({ ...filters, q: q || undefined })} />
        <LeadFilterBar search={search} onFilter={show} canSeeDeleted={false} />
      </BoardToolbar>
      {pipeline !== undefined && (
        <BoardWithNext
          key={pipeline}
          boardKey={boardKey}
          belongs={belongs}
          logMenu={can('CRM', 'log') ? logMenu : undefined}
          onConvertMany={mayChangeMany && can('CRM', 'convert') ? setConverting : undefined}
          onClient={id => void navigate({ to: '/clients/$clientId', params: { clientId: String(id) } })}
          onOpen={id => void navigate({ to: '/leads/$leadId', params: { leadId: String(id) } })}
          empty={
            <EmptyState
              title={isNarrowed(search) ? 'No leads like that on this board' : 'No leads on this board yet'}
              actions={
                isNarrowed(search) ? (
                  <Button onClick={() => show({})}>Clear filters</Button>
                ) : (
                  can('CRM', 'create') && (
                    <Button component={Link} to="/leads/new">
                      New lead
                    </Button>
                  )
                )
              }
            >
              {isNarrowed(search)
                ? 'Take a filter away to see more.'
                : 'New leads of its project type come here by themselves.'}
            </EmptyState>
          }
        />
      )}
      <Suspense>
        {converting && (
          <ConvertManyDialog
            selection={{ ids: [...converting] }}
            onClose={() => setConverting(null)}
            onStarted={bulk => {
              setConverting(null)
              showBegun(client, bulk)
            }}
          />
        )}
        {mayChangeMany && <BulkProgress />}
      </Suspense>
    </>
  )
}

const logMenu: BoardProps['logMenu'] = ({ card, anchor }, onClose) => (
  <Suspense fallback={null}>
    <CardLogMenu key={card.id} lead={card} anchor={anchor} onClose={onClose} />
  </Suspense>
)

/** The board, with what is best done next on the cards that are looked at. */
function BoardWithNext(props: Omit<BoardProps, 'next'>) {
  const client = useQueryClient()
  const [lookedAt, setLookedAt] = useState<readonly number[]>([])
  const best = useBestActions(lookedAt)
  const act = useNextDeeds()
  const told = useMemo(
    () =>
      Object.fromEntries(
        Object.entries(best).map(([id, { kind, reason, effect }]) => [
          id,
          { words: ACTION_WORDS[kind], reason, effect },
        ]),
      ),
    [best],
  )
  return (
    <Board
      {...props}
      next={{
        of: told,
        onLookedAt: setLookedAt,
        onDo: card => {
          const action = best[card.id]
          if (action) takeNextAction(client, card.id, action, () => act(action, card))
        },
        onDismiss: card => {
          const action = best[card.id]
          if (action) void answerNextAction(client, card.id, { kind: action.kind, answer: 'dismissed' })
        },
      }}
    />
  )
}
