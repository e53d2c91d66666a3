import { Button } from '@mantine/core'
import { type Scope, scopeOf } from '@optimwalls/permissions'
import { IconLayoutDashboard, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { useMe } from '../../../lib/me.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { PageBody } from '../../../ui/PageBody.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { cold, homeListQuery, inPlay, waiting } from '../api.ts'
import { WIDGET_LABELS, type WidgetName } from '../dashboard.ts'
import { WORDS } from '../home.ts'
import { useFreshLeads } from '../use-fresh-leads.ts'
import { Dashboard } from './Dashboard.tsx'
import { HomeFigures } from './HomeFigures.tsx'
import { HomeList } from './HomeList.tsx'
import classes from './HomePage.module.css'
import { WidgetFrame } from './WidgetFrame.tsx'

type OwnWidget = 'figures' | 'waiting' | 'newest' | 'changed' | 'priorities' | 'cold'
/** Widgets that other features draw. */
export type ForeignWidget = Exclude<WidgetName, OwnWidget>
const OWN: ReadonlySet<string> = new Set<OwnWidget>([
  'figures',
  'waiting',
  'newest',
  'changed',
  'priorities',
  'cold',
])
const isForeign = (name: WidgetName): name is ForeignWidget => !OWN.has(name)

export interface HomePageProps {
  drawForeign: (name: ForeignWidget) => ReactNode
}

/** Where the day starts: the dashboard of whoever is signed in. */
export function HomePage({ drawForeign }: HomePageProps) {
  const me = useMe()
  const can = useCan()
  const scope = scopeOf(me, 'CRM', 'view')
  const setsUp = can('Administration', 'manage_settings')
  const [isArranging, setArranging] = useState(false)
  return (
    <>
      <PageHeader
        title="Home"
        actions={
          <>
            {(scope || setsUp) && !isArranging && (
              <Button
                size="sm"
                variant="default"
                leftSection={<IconLayoutDashboard size={16} stroke={1.75} aria-hidden />}
                onClick={() => setArranging(true)}
              >
                Arrange
              </Button>
            )}
            {can('CRM', 'create') && (
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
            )}
          </>
        }
      />
      <PageBody>
        {scope ? (
          <HomeOfLeads
            scope={scope}
            drawForeign={drawForeign}
            isArranging={isArranging}
            onArranged={() => setArranging(false)}
          />
        ) : setsUp ? (
          <Dashboard
            draw={name => (isForeign(name) ? drawForeign(name) : null)}
            isArranging={isArranging}
            onArranged={() => setArranging(false)}
          />
        ) : (
          <HomeWithoutLeads />
        )}
      </PageBody>
    </>
  )
}

interface HomeOfLeadsProps extends HomePageProps {
  scope: Scope
  isArranging: boolean
  onArranged: () => void
}

function HomeOfLeads({ scope, drawForeign, isArranging, onArranged }: HomeOfLeadsProps) {
  const can = useCan()
  const fresh = useFreshLeads()
  const words = WORDS[scope]
  const seesOthers = scope !== 'own'
  const now = new Date()
  const newest = useQuery(homeListQuery({}, '-created_at'))
  if (newest.data?.length === 0)
    return (
      <div className={classes.page}>
        <HomeOfNoLeads seesOthers={seesOthers} />
        {can('Administration', 'manage_settings') && (
          <WidgetFrame label={WIDGET_LABELS.system}>{drawForeign('system')}</WidgetFrame>
        )}
      </div>
    )
  const shared = { showsOwner: seesOthers, fresh }

  function draw(name: WidgetName): ReactNode {
    switch (name) {
      case 'figures':
        return <HomeFigures seesOthers={seesOthers} now={now} />
      case 'waiting':
        return (
          <HomeList
            title={words.waiting}
            filter={waiting}
            sort="-created_at"
            tells="created_at"
            empty="Nobody is waiting for a first call."
            {...shared}
          />
        )
      case 'newest':
        return (
          <HomeList
            title={words.created}
            filter={{}}
            sort="-created_at"
            tells="created_at"
            empty="No leads yet."
            {...shared}
          />
        )
      case 'changed':
        return (
          <HomeList
            title={words.changed}
            filter={{}}
            sort="-updated_at"
            tells="updated_at"
            empty="Nothing was changed yet."
            {...shared}
          />
        )
      case 'priorities':
        return (
          <HomeList
            title={words.priorities}
            filter={inPlay}
            sort="-priority"
            tells="score"
            empty="No lead is worked on."
            {...shared}
          />
        )
      case 'cold':
        return (
          <HomeList
            title="Going cold: too long in their stage"
            filter={cold}
            sort="-priority"
            tells="quiet"
            empty="No lead has been in its stage for too long."
            {...shared}
          />
        )
      default:
        return drawForeign(name)
    }
  }

  return (
    <div className={classes.page}>
      <header>
        <h2 className={classes.day}>{formatDay(now, now)}</h2>
        <p className={classes.lead}>{words.lead}</p>
      </header>
      <Dashboard draw={draw} isArranging={isArranging} onArranged={onArranged} />
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

/** What waits for those who design, and for clients. */
function HomeWithoutLeads() {
  const can = useCan()
  const welcome = `Welcome, ${useMe().name.split(' ')[0]}`
  if (can('Design', 'view'))
    return (
      <EmptyState
        title={welcome}
        drawing="lamp"
        actions={
          <>
            <Button component={Link} to="/clients" variant="filled">
              Open clients
            </Button>
            <Button component={Link} to="/today">
              What is due today
            </Button>
          </>
        }
      >
        Your projects will stand here once there are some, each with its history, designs and feedback. Until
        then you find the clients you design for.
      </EmptyState>
    )
  if (can('Design', 'portal'))
    return (
      <EmptyState title={welcome} drawing="lamp">
        Your home will stand here once work on it has begun: how it goes, and the designs to look at and
        comment on.
      </EmptyState>
    )
  return (
    <EmptyState title="Your role does not work with leads">
      Design projects that you work on will stand here. Ask your admin for access if you need leads for your
      work.
    </EmptyState>
  )
}
