import { Button } from '@mantine/core'
import { type Scope, scopeOf } from '@optimwalls/permissions'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCan } from '../../../lib/can.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { useMe } from '../../../lib/me.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { PageBody } from '../../../ui/PageBody.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { homeListQuery, waiting } from '../api.ts'
import { WORDS } from '../home.ts'
import { useFreshLeads } from '../use-fresh-leads.ts'
import { HomeFigures } from './HomeFigures.tsx'
import { HomeList } from './HomeList.tsx'
import classes from './HomePage.module.css'

/** Where the day starts: whom to call, what came in, what colleagues changed. */
export function HomePage() {
  const me = useMe()
  const can = useCan()
  const scope = scopeOf(me, 'CRM', 'view')
  return (
    <>
      <PageHeader
        title="Home"
        actions={
          can('CRM', 'create') && (
            <Button
              component={Link}
              to="/leads/new"
              variant="filled"
              size="sm"
              visibleFrom="xs"
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            >
              New lead
            </Button>
          )
        }
      />
      <PageBody>{scope ? <HomeOfLeads scope={scope} /> : <HomeWithoutLeads />}</PageBody>
    </>
  )
}

function HomeOfLeads({ scope }: { scope: Scope }) {
  const fresh = useFreshLeads()
  const words = WORDS[scope]
  const seesOthers = scope !== 'own'
  const now = new Date()
  const newest = useQuery(homeListQuery({}, '-created_at'))
  if (newest.data?.length === 0) return <HomeOfNoLeads seesOthers={seesOthers} />
  return (
    <div className={classes.page}>
      <header>
        <h2 className={classes.day}>{formatDay(now, now)}</h2>
        <p className={classes.lead}>{words.lead}</p>
      </header>
      <HomeFigures seesOthers={seesOthers} now={now} />
      <HomeList
        title={words.waiting}
        filter={waiting}
        sort="-created_at"
        time="created_at"
        showsOwner={seesOthers}
        fresh={fresh}
        empty="Nobody is waiting for a first call."
      />
      <div className={classes.pair}>
        <HomeList
          title={words.created}
          filter={{}}
          sort="-created_at"
          time="created_at"
          showsOwner={seesOthers}
          fresh={fresh}
          empty="No leads yet."
        />
        <HomeList
          title={words.changed}
          filter={{}}
          sort="-updated_at"
          time="updated_at"
          showsOwner={seesOthers}
          fresh={fresh}
          empty="Nothing was changed yet."
        />
      </div>
    </div>
  )
}

/** The first day: what to do, in place of lists with nothing in them. */
function HomeOfNoLeads({ seesOthers }: { seesOthers: boolean }) {
  const can = useCan()
  return (
    <EmptyState
      title={seesOthers ? 'No leads yet' : 'No leads are yours yet'}
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
      Once there are some, you see here whom to call first, what came in and what colleagues changed.
    </EmptyState>
  )
}

function HomeWithoutLeads() {
  return (
    <EmptyState title="Your role does not work with leads">
      Ask your admin for access if you need leads for your work.
    </EmptyState>
  )
}
