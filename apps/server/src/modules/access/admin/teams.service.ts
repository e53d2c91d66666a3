import { type Principal, reachOf, type Scope } from '@optimwalls/permissions'
import type { Connection, Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import type { Refusals } from '../refusals.ts'
import { type Actor, actingNow, auditBy, mustNotWiden } from './actor.ts'
import type { Changes } from './changes.ts'
import type { NewTeam, TeamPatch } from './teams.schemas.ts'
import { ruleViolated } from './users.service.ts'

const MANAGE_TEAMS = { module: 'Administration', action: 'manage_teams' } as const

/** Levels of teams below each other. */
const MOST_LEVELS = 10

export interface TeamNode {
  id: number
  name: string
  parent_id: number | null
  head: { id: number; name: string } | null
  /** Active people who work in it, those of the teams below not counted. */
  people: number
}

/** Teams and how they stand below each other. */
export interface Teams {
  tree(): Promise<TeamNode[]>
  create(tx: Transaction, actor: Actor, team: NewTeam): Promise<TeamNode>
  /** Name, place and head. @throws AppError "not-found", "already-exists", "rule-violated" for a circle, "forbidden" */
  update(actor: Actor, id: number, patch: TeamPatch): Promise<TeamNode>
  /** Its people and leads go to `moveTo`, its teams to the one above. @throws AppError "not-found", "invalid-input" */
  remove(actor: Actor, id: number, moveTo: number): Promise<void>
}

export function createTeams({
  db,
  refusals,
  changes,
}: {
  db: Database
  refusals: Refusals
  changes: Changes
}): Teams {
  async function one(connection: Connection, id: number): Promise<TeamNode> {
    const [team] = await findTree(connection, id)
    if (!team) throw new AppError('not-found')
    return team
  }

  async function checkParent(
    tx: Transaction,
    me: Principal,
    scope: Scope,
    parentId: number | null,
    id?: number,
  ) {
    if (parentId === null) {
      if (scope !== 'all') throw invalidInput('parent_id', 'must be one of your teams')
      return
    }
    if (!reaches(me, scope, parentId)) throw invalidInput('parent_id', 'is not a team of yours')
    const above = await tx.rows<{ id: number; deleted: boolean }>(
      `WITH RECURSIVE above AS (
         SELECT id, parent_id, deleted_at IS NOT NULL AS deleted, 1 AS level FROM teams WHERE id = $1
         UNION ALL SELECT t.id, t.parent_id, false, a.level + 1 FROM teams t JOIN above a ON t.id = a.parent_id WHERE a.level < 100
       ) SELECT id, deleted FROM above`,
      [parentId],
    )
    if (!above[0] || above[0].deleted) throw invalidInput('parent_id', 'is not a team')
    if (id !== undefined && above.some(team => team.id === id)) {
      throw new AppError('rule-violated', {
        errors: [{ path: 'parent_id', message: 'A team cannot stand below itself' }],
      })
    }
    if (above.length >= MOST_LEVELS) {
      throw new AppError('rule-violated', {
        errors: [{ path: 'parent_id', message: `Teams stand at most ${MOST_LEVELS} levels deep` }],
      })
    }
  }

  async function checkHead(tx: Transaction, headId: number | null): Promise<void> {
    if (headId === null) return
    const [head] = await tx.rows('SELECT 1 FROM users WHERE id = $1 AND is_active', [headId])
    if (!head) throw invalidInput('head_id', 'is nobody who works here')
  }

  async function checkName(tx: Transaction, name: string, id = 0): Promise<void> {
    const [taken] = await tx.rows(
      'SELECT 1 FROM teams WHERE lower(name) = lower($1) AND id <> $2 AND deleted_at IS NULL',
      [name, id],
    )
    if (taken)
      throw new AppError('already-exists', { errors: [{ path: 'name', message: 'is a team already' }] })
  }

  return {
    tree: () => findTree(db),

    async create(tx, actor, { name, parent_id = null, head_id = null }) {
      const { me, scope } = await actingNow(tx, actor, MANAGE_TEAMS)
      await checkName(tx, name.trim())
      await checkParent(tx, me, scope, parent_id)
      await checkHead(tx, head_id)
      const [row] = await tx.rows<{ id: number }>(
        'INSERT INTO teams (name, parent_id, head_id) VALUES ($1, $2, $3) RETURNING id',
        [name.trim(), parent_id, head_id],
      )
      const team = await one(tx, row?.id ?? 0)
      const facts = { name: team.name, parent_id, head_id }
      auditBy(tx, actor, { action: 'created_team', recordType: 'team', recordId: team.id, details: facts })
      await changes.announce(
        tx,
        { name: 'access.team_changed', actorId: me.userId, data: { team_id: team.id } },
        'all',
      )
      return team
    },

    update: (actor, id, patch) =>
      db.inTransaction(async tx => {
        const { me, scope } = await actingNow(tx, actor, MANAGE_TEAMS)
        if (!reaches(me, scope, id)) throw new AppError('not-found')
        const before = await one(tx, id)
        const name = patch.name?.trim() ?? before.name
        const parentId = patch.parent_id === undefined ? before.parent_id : patch.parent_id
        const headId = patch.head_id === undefined ? (before.head?.id ?? null) : patch.head_id
        const fields = [
          ...(name === before.name ? [] : ['name']),
          ...(parentId === before.parent_id ? [] : ['parent_id']),
          ...(headId === (before.head?.id ?? null) ? [] : ['head_id']),
        ]
        if (fields.length === 0) return before
        if (name !== before.name) await checkName(tx, name, id)
        if (parentId !== before.parent_id) await checkParent(tx, me, scope, parentId, id)
        if (headId !== (before.head?.id ?? null)) await checkHead(tx, headId)
        await tx.rows('UPDATE teams SET name = $2, parent_id = $3, head_id = $4 WHERE id = $1', [
          id,
          name,
          parentId,
          headId,
        ])
        const about = { action: 'updated_team', recordType: 'team', recordId: id }
        await mustNotWiden(tx, refusals, actor, me, about)
        const details = { fields, name, was_name: before.name, parent_id: parentId, head_id: headId }
        auditBy(tx, actor, { ...about, details })
        await changes.announce(
          tx,
          { name: 'access.team_changed', actorId: me.userId, data: { team_id: id, fields } },
          'all',
        )
        return one(tx, id)
      }),

    remove: (actor, id, moveTo) =>
      db.inTransaction(async tx => {
        const { me, scope } = await actingNow(tx, actor, MANAGE_TEAMS)
        if (!reaches(me, scope, id)) throw new AppError('not-found')
        const team = await one(tx, id)
        if (moveTo === id) throw invalidInput('move_to', 'must be another team')
        if (!reaches(me, scope, moveTo) || (await findTree(tx, moveTo)).length === 0) {
          throw invalidInput('move_to', 'is not a team of yours')
        }
        if (scope !== 'all' && team.parent_id !== null && !reaches(me, scope, team.parent_id)) {
          throw ruleViolated('Only who looks after the team above deletes this one.')
        }
        const moved = await tx.rows<{ id: number }>(
          'UPDATE users SET team_id = $2, updated_at = now() WHERE team_id = $1 RETURNING id',
          [id, moveTo],
        )
        // A team deleted before, whose leads were to come here, leaves them to the next one.
        await tx.rows(
          'UPDATE teams SET parent_id = CASE WHEN deleted_at IS NULL THEN $2::int ELSE $3::int END WHERE parent_id = $1',
          [id, team.parent_id, moveTo],
        )
        await tx.rows('UPDATE teams SET deleted_at = now(), head_id = NULL, parent_id = $2 WHERE id = $1', [
          id,
          moveTo,
        ])
        await tx.rows('UPDATE invitations SET team_id = $2 WHERE team_id = $1 AND accepted_at IS NULL', [
          id,
          moveTo,
        ])
        await tx.rows('UPDATE onboarding_rules SET team_id = $2 WHERE team_id = $1', [id, moveTo])
        await tx.rows('UPDATE onboarding_defaults SET team_id = $2 WHERE team_id = $1', [id, moveTo])
        auditBy(tx, actor, {
          action: 'deleted_team',
          recordType: 'team',
          recordId: id,
          details: { name: team.name, moved_to: moveTo, people: moved.map(person => person.id) },
        })
        await changes.announce(
          tx,
          { name: 'access.team_deleted', actorId: me.userId, data: { team_id: id, moved_to: moveTo } },
          'all',
        )
      }),
  }
}

function reaches(me: Principal, scope: Scope, teamId: number): boolean {
  const reach = reachOf(me, scope)
  return reach.all || reach.teams.includes(teamId)
}

function findTree(db: Connection, id?: number): Promise<TeamNode[]> {
  return db.rows<TeamNode>(
    `SELECT t.id, t.name, t.parent_id,
            (SELECT json_build_object('id', u.id, 'name', u.name) FROM users u WHERE u.id = t.head_id) AS head,
            (SELECT count(*)::int FROM users u WHERE u.team_id = t.id AND u.is_active) AS people
     FROM teams t WHERE t.deleted_at IS NULL AND ($1::int IS NULL OR t.id = $1) ORDER BY lower(t.name), t.id`,
    [id ?? null],
    'access_team_tree',
  )
}
