import { REPORT_NAMES, REPORTS } from '@optimwalls/contract/reports'
import type { DemoPerson } from '../../scripts/lib/demo-people.ts'

/** One thing that is pictured, in each look. */
export interface Subject {
  /** File names begin with it. */
  name: string
  title: string
  person: DemoPerson
  address: string
  /** Chapter of the index. */
  chapter: 'Dashboards' | 'Reports'
}

const DASHBOARDS: Record<DemoPerson, string> = {
  superadmin: 'Super Admin',
  admin: 'Admin',
  manager: 'Manager',
  employee: 'Employee',
  designer: 'Designer',
  client: 'Client',
}

/** Each dashboard as its role has it, each report as a manager does, and what one makes of a report besides. */
export const SUBJECTS: readonly Subject[] = [
  ...(Object.keys(DASHBOARDS) as DemoPerson[]).map(
    (person): Subject => ({
      name: `dashboard-${person}`,
      title: DASHBOARDS[person],
      person,
      address: '/',
      chapter: 'Dashboards',
    }),
  ),
  ...REPORT_NAMES.map(
    (report): Subject => ({
      name: `report-${report}`,
      title: REPORTS[report].label,
      person: 'manager',
      address: `/reports?report=${report}`,
      chapter: 'Reports',
    }),
  ),
  {
    name: 'report-two-dimensions',
    title: 'Sources by owner',
    person: 'manager',
    address: '/reports?report=conversions&by=source&and=owner',
    chapter: 'Reports',
  },
  {
    name: 'report-compared',
    title: 'Conversions compared with the days before',
    person: 'manager',
    address: '/reports?by=source&compare=true',
    chapter: 'Reports',
  },
  {
    name: 'report-table',
    title: 'Team performance as a table',
    person: 'manager',
    address: '/reports?report=team-performance&as=table',
    chapter: 'Reports',
  },
]
