import type { QueryConfig } from 'pg'

type Given = Record<string, unknown>
type Scope = 'team_id' | 'assigned_to'

/** Everything of a lead that is not encrypted. */
const COLUMNS = `id, name, location, language, project_type, property_type, configuration, carpet_area_sqft, budget, style,
  possession_date, source, campaign_id, referred_by, status, pipeline_id, stage_id, stage_entered_at, lost_reason, score,
  assigned_to, team_id, tags, custom, consent, is_duplicate, created_at, updated_at, version`

const NEW_COLUMNS = [
  'name',
  'location',
  'budget',
  'source',
  'status',
  'pipeline_id',
  'stage_id',
  'assigned_to',
  'team_id',
]

/** One prepared statement for each operation. */
export const statements = {
  list: (given: Given, scope: Scope): QueryConfig => ({
    name: `list ${scope}`,
    text: `SELECT ${COLUMNS} FROM leads
      WHERE deleted_at IS NULL AND ${scope} = $1 AND status = $2 AND (created_at, id) < ($3, $4)
      ORDER BY created_at DESC, id DESC LIMIT 50`,
    values: [given[scope], given.status, given.created_at, given.id],
  }),
  get: (given: Given): QueryConfig => ({
    name: 'get',
    text: `SELECT ${COLUMNS} FROM leads WHERE id = $1`,
    values: [given.id],
  }),
  search: (given: Given, scope: Scope): QueryConfig => ({
    name: `search ${scope}`,
    text: `SELECT ${COLUMNS} FROM leads
      WHERE deleted_at IS NULL AND ${scope} = $1 AND id IN (SELECT lead_id FROM lead_terms WHERE term = $2)
      ORDER BY created_at DESC, id DESC LIMIT 50`,
    values: [given[scope], given.term],
  }),
  board: (given: Given, scope: Scope): QueryConfig => ({
    name: `board ${scope}`,
    text: `SELECT c.* FROM unnest($2::int[]) AS s (stage) CROSS JOIN LATERAL (
        SELECT ${COLUMNS} FROM leads
        WHERE deleted_at IS NULL AND sleeps_until IS NULL AND status <> 'lost' AND ${scope} = $1 AND stage_id = s.stage
        ORDER BY position DESC LIMIT 25
      ) AS c`,
    values: [given[scope], String(given.stages).split(',')],
  }),
  timeline: (given: Given): QueryConfig => ({
    name: 'timeline',
    text: `SELECT * FROM activities WHERE lead_id = $1 AND deleted_at IS NULL ORDER BY happened_at DESC, id DESC LIMIT 50`,
    values: [given.id],
  }),
  report: (given: Given, scope: Scope): QueryConfig => ({
    name: `report ${scope}`,
    text: `SELECT source, count(*), count(*) FILTER (WHERE status = 'converted') AS converted FROM leads
      WHERE deleted_at IS NULL AND ${scope} = $1 AND created_at >= $2 GROUP BY source`,
    values: [given[scope], given.created_from],
  }),
  today: (given: Given): QueryConfig => ({
    name: 'today',
    text: `SELECT * FROM follow_ups WHERE assigned_to = $1 AND done_at IS NULL AND due_at < $2 ORDER BY due_at, id LIMIT 50`,
    values: [given.assigned_to, given.due_to],
  }),
  log: (given: Given): QueryConfig => ({
    name: 'log',
    text: `INSERT INTO activities (lead_id, type, direction, note, outcome, is_contact, duration_s, user_id, happened_at)
      VALUES ($1, $2, 'out', $3, $4, true, $5, $6, now()) RETURNING *`,
    values: [given.lead_id, given.type, given.note, given.outcome, given.duration_s, given.user_id],
  }),
  move: (given: Given): QueryConfig => ({
    name: 'move',
    text: `UPDATE leads SET stage_id = $2, stage_entered_at = now(), updated_at = now(), version = version + 1
      WHERE id = $1 RETURNING ${COLUMNS}`,
    values: [given.id, given.stage_id],
  }),
  create: (given: Given): QueryConfig => ({
    name: 'create',
    text: `INSERT INTO leads (${NEW_COLUMNS.join(', ')})
      VALUES (${NEW_COLUMNS.map((_, i) => `$${i + 1}`).join(', ')}) RETURNING ${COLUMNS}`,
    values: NEW_COLUMNS.map(column => given[column]),
  }),
  update: (given: Given): QueryConfig => ({
    name: 'update',
    text: `UPDATE leads SET budget = $2, style = $3, updated_at = now(), version = version + 1
      WHERE id = $1 RETURNING ${COLUMNS}`,
    values: [given.id, given.budget, given.style],
  }),
}
