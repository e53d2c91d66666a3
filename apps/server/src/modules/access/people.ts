import { type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Connection, Database } from '../../platform/database/database.ts'
import type { Authenticator } from './authenticate.ts'
import { describeDevice } from './device.ts'
import { findEmail, findPeople, findTeams, type TeamRow } from './people.repository.ts'
import { readEpoch } from './principal.repository.ts'

/** Without any request, what is remembered is asked about again after this time. Milliseconds. */
const TRUST_MS = 1000

export interface Person {
  id: number
  name: string
  teamId: number | null
  isActive: boolean
  /** Holds a role that sees leads, so leads can be theirs. */
  canOwnLeads: boolean
  /** IANA name of the zone in which their times are meant; null follows the firm. */
  timeZone: string | null
}

/** Who works here. What is answered is never older than the request that asks, nor in a worker than a second. */
export interface People {
  /** Everyone by id, in the order of their names; those who have left too. */
  all(): Promise<ReadonlyMap<number, Person>>
  namesOf(ids: Iterable<number>): Promise<Map<number, string>>
  teamOf(userId: number): Promise<number | null>
  /** The active people whom the caller may make owner of a lead. */
  assignable(principal: Principal): Promise<Person[]>
  /** The active people whom the caller may name in what they write: their team, who heads it and the teams above, and whom they assign to. */
  colleagues(principal: Principal): Promise<Person[]>
  /** The teams whose leads the caller sees, and the caller's own. */
  teams(principal: Principal): Promise<TeamRow[]>
  /** Who heads the person's team, or the next one above it that somebody else heads. */
  managerOf(userId: number): Promise<number | null>
  /** Where to write to, as of this moment; undefined for who has left. */
  emailOf(userId: number): Promise<string | undefined>
  /** The device of a `user-agent` in words: Chrome on Windows. */
  deviceOf(agent: string): string
  /** Sets the zone in which a person's times are meant; null follows the firm. */
  setTimeZone(tx: Connection, userId: number, timeZone: string | null): Promise<void>
}

interface Staff {
  epoch: number
  people: ReadonlyMap<number, Person>
  teams: readonly TeamRow[]
}

export function createPeople(db: Database, authenticator: Pick<Authenticator, 'seen'>): People {
  let staff: Promise<Staff> | undefined
  let staffEpoch = -1

  async function load(epoch: number): Promise<Staff> {
    const [people, teams] = await Promise.all([findPeople(db), findTeams(db)])
    const byId = people.map(
      ({ id, name, team_id, is_active, can_own_leads, time_zone }): [number, Person] => [
        id,
        { id, name, teamId: team_id, isActive: is_active, canOwnLeads: can_own_leads, timeZone: time_zone },
      ],
    )
    return { epoch, people: new Map(byId), teams }
  }

  /** The requests of this process have asked for the epoch just now; a worker asks itself. */
  async function currentEpoch(): Promise<number> {
    const { epoch, at } = authenticator.seen()
    return Date.now() - at < TRUST_MS ? epoch : readEpoch(db)
  }

  async function current(): Promise<Staff> {
    const epoch = await currentEpoch()
    if (!staff || staffEpoch < epoch) {
      const loading = load(epoch)
      staff = loading
      staffEpoch = epoch
      loading.catch(() => {
        if (staff === loading) staff = undefined
      })
    }
    return staff
  }

  return {
    all: async () => (await current()).people,
    async namesOf(ids) {
      const { people } = await current()
      const names = new Map<number, string>()
      for (const id of ids) {
        const person = people.get(id)
        if (person) names.set(id, person.name)
      }
      return names
    },
    teamOf: async userId => (await current()).people.get(userId)?.teamId ?? null,
    async assignable(principal) {
      const { people } = await current()
      const mayBe = assignableBy(principal)
      return [...people.values()].filter(person => person.isActive && person.canOwnLeads && mayBe(person))
    },
    async colleagues(principal) {
      const { people, teams } = await current()
      const mayBe = assignableBy(principal)
      const heads = new Set<number | null>()
      const above = new Set<number>()
      for (let id = principal.teamId; id !== null && !above.has(id); ) {
        above.add(id)
        const team = teams.find(one => one.id === id)
        heads.add(team?.head_id ?? null)
        id = team?.parent_id ?? null
      }
      const isNear = ({ id, teamId }: Person) =>
        heads.has(id) || (teamId !== null && teamId === principal.teamId)
      return [...people.values()].filter(
        person => person.isActive && person.canOwnLeads && (mayBe(person) || isNear(person)),
      )
    },
    async teams(principal) {
      const { teams } = await current()
      const reach = reachOf(principal, scopeOf(principal, 'CRM', 'view') ?? 'own')
      if (reach.all) return [...teams]
      return teams.filter(team => team.id === principal.teamId || reach.teams.includes(team.id))
    },
    async managerOf(userId) {
      const { people, teams } = await current()
      const seen = new Set<number>()
      let teamId = people.get(userId)?.teamId ?? null
      while (teamId !== null && !seen.has(teamId)) {
        seen.add(teamId)
        const team = teams.find(one => one.id === teamId)
        const head = team?.head_id ?? null
        if (head !== null && head !== userId && people.get(head)?.isActive) return head
        teamId = team?.parent_id ?? null
      }
      return null
    },
    emailOf: userId => findEmail(db, userId),
    deviceOf: describeDevice,
    async setTimeZone(tx, userId, timeZone) {
      await tx.rows('UPDATE users SET time_zone = $2 WHERE id = $1', [userId, timeZone])
    },
  }
}

/** Whoever may not assign keeps their leads to themselves; whoever assigns within a team reaches its people. */
export function assignableBy(principal: Principal): (person: Pick<Person, 'id' | 'teamId'>) => boolean {
  const reach = reachOf(principal, scopeOf(principal, 'CRM', 'assign') ?? 'own')
  if (reach.all) return () => true
  return ({ id, teamId }) => id === principal.userId || (teamId !== null && reach.teams.includes(teamId))
}
