import type { DefaultRoleName } from '@optimwalls/permissions'
import { hashPassword } from 'better-auth/crypto'
import type { Connection } from '../../platform/database/database.ts'
import { insertPerson } from './people.repository.ts'
import { ensureDefaultRoles, findRoleId } from './roles.service.ts'

/** The password of every demo account. They are refused where other machines can reach the server. */
export const DEMO_PASSWORD = 'optimwalls-demo'

/** Where the demo accounts have their e-mail. */
export const DEMO_DOMAIN = 'demo.optimwalls.example'

/** The accounts that the start prints, in this order. */
export const DEMO_LOGINS = ['superadmin', 'admin', 'manager', 'employee', 'designer', 'client'].map(
  login => `${login}@${DEMO_DOMAIN}`,
)

type TeamName = 'Head office' | 'Pune' | 'Bengaluru'

interface DemoPerson {
  login: string
  name: string
  role: DefaultRoleName
  team: TeamName | null
  heads?: TeamName
}

const PEOPLE: readonly DemoPerson[] = [
  { login: 'superadmin', name: 'Ananya Rao', role: 'Super Admin', team: 'Head office' },
  { login: 'admin', name: 'Rajesh Kulkarni', role: 'Admin', team: 'Head office', heads: 'Head office' },
  { login: 'manager', name: 'Priya Deshmukh', role: 'Manager', team: 'Pune', heads: 'Pune' },
  { login: 'suresh.gowda', name: 'Suresh Gowda', role: 'Manager', team: 'Bengaluru', heads: 'Bengaluru' },
  { login: 'employee', name: 'Arjun Patil', role: 'Employee', team: 'Pune' },
  { login: 'sneha.joshi', name: 'Sneha Joshi', role: 'Employee', team: 'Pune' },
  { login: 'rohan.kale', name: 'Rohan Kale', role: 'Employee', team: 'Pune' },
  { login: 'aditi.pawar', name: 'Aditi Pawar', role: 'Employee', team: 'Pune' },
  { login: 'imran.shaikh', name: 'Imran Shaikh', role: 'Employee', team: 'Pune' },
  { login: 'deepa.hegde', name: 'Deepa Hegde', role: 'Employee', team: 'Bengaluru' },
  { login: 'karthik.reddy', name: 'Karthik Reddy', role: 'Employee', team: 'Bengaluru' },
  { login: 'meera.krishnan', name: 'Meera Krishnan', role: 'Employee', team: 'Bengaluru' },
  { login: 'varun.shetty', name: 'Varun Shetty', role: 'Employee', team: 'Bengaluru' },
  { login: 'anita.dsouza', name: "Anita D'Souza", role: 'Employee', team: 'Bengaluru' },
  { login: 'designer', name: 'Kavya Iyer', role: 'Designer', team: null },
  { login: 'client', name: 'Sunil Mehta', role: 'Client', team: null },
]

/** Who the demo leads belong to. */
export interface DemoStaff {
  superAdminId: number
  adminId: number
  designerId: number
  clientId: number
  teams: { headOfficeId: number; puneId: number; bengaluruId: number }
  managers: { id: number; name: string; teamId: number }[]
  /** Ten, five of each sales team, always in the same order; the first is employee@. */
  salespeople: { id: number; name: string; teamId: number }[]
}

/** The people of the demo firm: six logins and the rest of their teams. On an empty database; the same every time. */
export async function createDemoPeople(db: Connection): Promise<DemoStaff> {
  await ensureDefaultRoles(db)
  // Computed once: sixteen hashes would cost a second of the first start.
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  const teams = await createTeams(db)
  const ids = new Map<string, number>()
  for (const { login, name, role, team, heads } of PEOPLE) {
    const id = await insertPerson(db, {
      name,
      email: `${login}@${DEMO_DOMAIN}`,
      passwordHash,
      teamId: team && need(teams, team),
      roleId: await findRoleId(db, role),
      isDemo: true,
    })
    ids.set(login, id)
    if (heads) await db.rows('UPDATE teams SET head_id = $1 WHERE id = $2', [id, need(teams, heads)])
  }
  const withRole = (role: DefaultRoleName) =>
    PEOPLE.flatMap(person =>
      person.role === role && person.team
        ? [{ id: need(ids, person.login), name: person.name, teamId: need(teams, person.team) }]
        : [],
    )
  return {
    superAdminId: need(ids, 'superadmin'),
    adminId: need(ids, 'admin'),
    designerId: need(ids, 'designer'),
    clientId: need(ids, 'client'),
    teams: {
      headOfficeId: need(teams, 'Head office'),
      puneId: need(teams, 'Pune'),
      bengaluruId: need(teams, 'Bengaluru'),
    },
    managers: withRole('Manager'),
    salespeople: withRole('Employee'),
  }
}

async function createTeams(db: Connection): Promise<Map<TeamName, number>> {
  const rows = await db.rows<{ id: number; name: TeamName }>(
    `WITH top AS (INSERT INTO teams (name) VALUES ('Head office') RETURNING id, name),
          below AS (INSERT INTO teams (name, parent_id)
                    SELECT n, top.id FROM top, unnest(ARRAY['Pune', 'Bengaluru']) AS n RETURNING id, name)
     SELECT id, name FROM top UNION ALL SELECT id, name FROM below`,
  )
  return new Map(rows.map(row => [row.name, row.id]))
}

function need<K>(ids: ReadonlyMap<K, number>, key: K): number {
  const id = ids.get(key)
  if (id === undefined) throw new Error(`the demo firm lacks ${String(key)}`)
  return id
}
