import { type Static, Type } from 'typebox'
import {
  Activity,
  Attachments,
  closed,
  FollowUp,
  FollowUpKind,
  Id,
  Instant,
  NextFollowUp,
  nullable,
  Person,
  Priority,
  text,
} from './activities.schemas.ts'

export const FollowUpCreate = Type.Object({ lead_id: Id, ...NextFollowUp.properties }, closed)
export type FollowUpCreate = Static<typeof FollowUpCreate>

export const FollowUpPatch = Type.Object(
  {
    due_at: Type.Optional(Instant),
    kind: Type.Optional(FollowUpKind),
    title: Type.Optional(nullable(text(200))),
    priority: Type.Optional(Priority),
    assigned_to: Type.Optional(Id),
    repeat: Type.Optional(nullable(text(300))),
  },
  { ...closed, minProperties: 1 },
)
export type FollowUpPatch = Static<typeof FollowUpPatch>

export const FollowUpDone = Type.Object(
  {
    outcome: Type.Optional(nullable(text(60))),
    note: Type.Optional(nullable(Type.String({ maxLength: 10_000 }))),
    duration_s: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 86_400 }))),
    mentions: Type.Optional(Type.Array(Id, { maxItems: 20 })),
    attachments: Type.Optional(Attachments),
    next: Type.Optional(NextFollowUp),
  },
  closed,
)
export type FollowUpDone = Static<typeof FollowUpDone>

export const FollowUpParams = Type.Object({ id: Id }, closed)
export const DoneFollowUp = Type.Object({
  follow_up: FollowUp,
  activity: nullable(Activity),
  next: nullable(FollowUp),
})

/** What stands of its lead beside a follow-up. */
export const FollowUpLead = Type.Object({
  id: Id,
  name: Type.String(),
  phone: nullable(Type.String()),
  email: nullable(Type.String()),
  status: Type.String(),
  stage: Type.String(),
  budget: nullable(Type.Number()),
  currency: Type.String(),
  configuration: nullable(Type.String()),
  location: nullable(Type.String()),
  score: nullable(Type.Integer()),
  owner: nullable(Person),
  response_due_at: nullable(Instant),
})
export type FollowUpLead = Static<typeof FollowUpLead>

export const FollowUpWithLead = Type.Interface([FollowUp], { lead: FollowUpLead })

const whose = {
  assigned_to: Type.Optional(Type.Array(Id, { maxItems: 50, description: 'Who is to do it' })),
  team_id: Type.Optional({ ...Id, description: 'Everybody of this team' }),
}
export const FollowUpQuery = Type.Object(
  {
    ...whose,
    lead_id: Type.Optional(Id),
    status: Type.Optional(Type.Enum(['open', 'done', 'all'], { default: 'open' })),
    kind: Type.Optional(Type.Array(FollowUpKind, { maxItems: 7 })),
    due_from: Type.Optional({ ...Instant, description: 'From this moment on' }),
    due_to: Type.Optional({ ...Instant, description: 'Before this moment' }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  closed,
)
export type FollowUpQuery = Static<typeof FollowUpQuery>
export const FollowUpList = Type.Object({
  data: Type.Array(FollowUpWithLead),
  next_cursor: nullable(Type.String()),
})

export const FollowUpCountQuery = Type.Object(whose, closed)
export type FollowUpCountQuery = Static<typeof FollowUpCountQuery>
export const FollowUpCounts = Type.Object({
  overdue: Type.Integer({ description: 'At most 200' }),
  today: Type.Integer({ description: 'Still to come today' }),
  upcoming: Type.Integer({ description: 'After today, at most 200' }),
  done_today: Type.Integer(),
})
export type FollowUpCounts = Static<typeof FollowUpCounts>
