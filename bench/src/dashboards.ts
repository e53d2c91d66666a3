import { type DemoPerson, signIn } from '../../scripts/lib/demo-people.ts'
import { percentile } from './percentile.ts'
import type { Stage } from './stage.ts'

const DAY_MS = 86_400_000
const ROLES = ['superadmin', 'admin', 'manager', 'employee'] as const satisfies readonly DemoPerson[]
/** So many times each dashboard is opened, one after the other. */
const TIMES = 30

interface MeasuredDashboard {
  person: string
  requests: number
  /** Milliseconds until the last answer. */
  p50: number
  p99: number
}

/** Each role's dashboard, as it opens: what all its widgets ask for at once, until the last has its answer. */
export async function measureDashboards({
  product: { url },
  untilIdle,
}: Stage): Promise<MeasuredDashboard[]> {
  const measured: MeasuredDashboard[] = []
  for (const person of ROLES) {
    const headers = { cookie: await signIn(url, person), origin: url }
    const read = async (path: string) => {
      const answer = await fetch(url + path, { headers })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${path} as ${person}: ${answer.status} ${text}`)
      return text
    }
    const { widgets } = JSON.parse(await read('/crm/dashboard')) as { widgets: { name: string }[] }
    const paths = widgets.flatMap(({ name }) => requestsOf(name))
    const open = async () => {
      const startedAt = performance.now()
      await Promise.all(paths.map(read))
      return performance.now() - startedAt
    }
    for (let time = 0; time < 5; time += 1) await open()
    await untilIdle()
    const took: number[] = []
    for (let time = 0; time < TIMES; time += 1) took.push(await open())
    measured.push({
      person,
      requests: paths.length,
      p50: percentile(took, 0.5),
      p99: percentile(took, 0.99),
    })
  }
  return measured
}

const OPEN = 'status=new&status=contacted&status=qualified'
const day = (daysAgo: number) => new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10)
const counts = (query: string) => `/crm/leads/counts?${query}`
const six = (query: string) => `/crm/leads?${query}&limit=6`

/** What a widget asks for. @throws for one that is not known here */
function requestsOf(widget: string): string[] {
  const requests: Record<string, () => string[]> = {
    figures: () => [
      counts(`created_from=${day(0)}`),
      counts('status=new'),
      counts(`${OPEN}&assigned_to=none`),
      counts(OPEN),
    ],
    follow_ups: () => [`/crm/follow-ups?due_to=${day(-1)}T00:00:00Z&limit=50`],
    waiting: () => [six('status=new&sort=-created_at')],
    newest: () => [six('sort=-created_at')],
    changed: () => [six('sort=-updated_at')],
    priorities: () => [six(`${OPEN}&sort=-priority`)],
    cold: () => [six('stale=true&sort=-priority')],
    month: () => [
      `/crm/reports/team-performance?from=${day(0).slice(0, 8)}01&to=${day(0)}&compare_from=${day(60)}&compare_to=${day(31)}`,
    ],
    workload: () => [
      counts(`${OPEN}&by=assigned_to`),
      counts(`${OPEN}&by=assigned_to&stale=true`),
      '/crm/people',
    ],
    system: () => ['/crm/system'],
    conversions: () => ['/crm/reports/conversions'],
    funnel: () => ['/crm/reports/funnel'],
    responses: () => [`/crm/reports/response-times?from=${day(89)}`],
    people: () => ['/crm/reports/team-performance'],
    pipeline: () => ['/crm/reports/pipeline?by=pipeline'],
    campaigns: () => ['/crm/reports/sources?by=campaign'],
  }
  const known = requests[widget]
  if (!known) throw new Error(`It is not known what the widget ${widget} asks for`)
  return known()
}
