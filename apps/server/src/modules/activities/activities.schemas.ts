import { type Static, type TSchema, Type } from 'typebox'

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
export const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
export const Instant = Type.String({ format: 'date-time' })
export const Person = Type.Object({ id: Id, name: Type.String() })
export const closed = { additionalProperties: false } as const
export const Repeatable = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Makes a repeat answer as the first call did' }),
  ),
})

export const ACTIVITY_TYPES = ['call', 'email', 'meeting', 'site_visit', 'note', 'whatsapp', 'sms'] as const
export const ActivityType = Type.Enum(ACTIVITY_TYPES)
export type ActivityType = (typeof ACTIVITY_TYPES)[number]

const Note = Type.String({ maxLength: 10_000, description: "The user's own words" })
const Direction = Type.Enum(['in', 'out'])
const Duration = Type.Integer({ minimum: 0, maximum: 86_400, description: 'Seconds' })
export const Attachments = Type.Array(Id, {
  maxItems: 20,
  uniqueItems: true,
  description: 'Files of the lead that belong to it, such as the photographs of a visit',
})
const Mentions = Type.Array(Id, { maxItems: 20, description: 'People named with @ in the note' })

export const FOLLOW_UP_KINDS = ['call', 'email', 'meeting', 'site_visit', 'whatsapp', 'sms', 'task'] as const
export const FollowUpKind = Type.Enum(FOLLOW_UP_KINDS)
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number]
export const PRIORITIES = ['low', 'normal', 'high'] as const
export const Priority = Type.Enum(PRIORITIES)

/** What a person says of a follow-up when it is planned. */
const planned = {
  due_at: Instant,
  kind: Type.Optional({ ...FollowUpKind, default: 'call' }),
  title: Type.Optional(nullable(text(200))),
  priority: Type.Optional({ ...Priority, default: 'normal' }),
  assigned_to: Type.Optional({ ...Id, description: 'The person who plans it, unless given' }),
  repeat: Type.Optional({
    ...nullable(text(300)),
    description:
      'RFC 5545 rule without DTSTART: FREQ=WEEKLY;BYDAY=MO. The next one comes when this one is done',
  }),
}
export const NextFollowUp = Type.Object(planned, closed)
export type NextFollowUp = Static<typeof NextFollowUp>

/** What a person says of an activity; on `PATCH` everything is optional and `null` empties a field. */
const said = {
  note: Type.Optional(nullable(Note)),
  outcome: Type.Optional({
    ...nullable(text(60)),
    description: 'How it ended: one of the outcomes of its type, or own words',
  }),
  duration_s: Type.Optional(nullable(Duration)),
  direction: Type.Optional({
    ...nullable(Direction),
    description: 'Of calls and messages; `out` unless given',
  }),
  happened_at: Type.Optional({ ...Instant, description: 'Now, unless given' }),
  mentions: Type.Optional(Mentions),
  attachments: Type.Optional(Attachments),
}

export const ActivityCreate = Type.Object(
  {
    lead_id: Id,
    type: ActivityType,
    ...said,
    completes: Type.Optional({ ...Id, description: 'The follow-up that is done with it' }),
    next: Type.Optional({ ...NextFollowUp, description: 'The next step, planned at the same time' }),
  },
  closed,
)
export type ActivityCreate = Static<typeof ActivityCreate>

export const ActivityPatch = Type.Object(
  { type: Type.Optional(ActivityType), ...said },
  { ...closed, minProperties: 1 },
)
export type ActivityPatch = Static<typeof ActivityPatch>

export const Activity = Type.Object({
  id: Type.Integer(),
  lead_id: Id,
  type: ActivityType,
  direction: nullable(Direction),
  note: nullable(Type.String()),
  outcome: nullable(Type.String()),
  is_contact: Type.Boolean({ description: 'Whether the lead was really reached' }),
  duration_s: nullable(Type.Integer()),
  mentions: Type.Array(Person),
  attachments: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      kind: Type.String(),
      type: Type.String({ description: 'Media type' }),
      has_preview: Type.Boolean(),
    }),
    { description: 'Read at `/crm/files/{id}/content` and `/crm/files/{id}/preview`' },
  ),
  user: nullable(Person),
  happened_at: Instant,
  created_at: Instant,
  edited_at: nullable(Instant),
  can_edit: Type.Boolean({ description: 'Whether you may edit and delete it' }),
  version: Type.Integer(),
})
export type Activity = Static<typeof Activity>

export const FollowUp = Type.Object({
  id: Id,
  lead_id: Id,
  kind: FollowUpKind,
  title: nullable(Type.String()),
  priority: Priority,
  assigned_to: Person,
  due_at: Instant,
  time_zone: Type.String({ description: 'IANA name: repeats keep the clock time there' }),
  repeat: nullable(Type.String()),
  done_at: nullable(Instant),
  done_by: nullable(Person),
  outcome: nullable(Type.String()),
  created_at: Instant,
  client_id: nullable({ ...Id, description: 'Of a kick-off: the client that it is for' }),
  version: Type.Integer(),
})
export type FollowUp = Static<typeof FollowUp>

export const LoggedActivity = Type.Interface([Activity], {
  next: nullable(FollowUp),
  completed: nullable(FollowUp),
})

export const TIMELINE_KINDS = [
  ...ACTIVITY_TYPES,
  'follow_up',
  'arrival',
  'stage',
  'owner',
  'edit',
  'merge',
  'score',
  'conversion',
  'file',
  'other',
] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]

export const TimelineParams = Type.Object({ leadId: Id }, closed)
export const TimelineQuery = Type.Object(
  {
    kind: Type.Optional(Type.Array(Type.Enum(TIMELINE_KINDS), { maxItems: 20 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  closed,
)
export type TimelineQuery = Static<typeof TimelineQuery>

export const TimelineEntry = Type.Object({
  id: Type.String({ description: '`a` and the id of an activity, or `e` and the id of an event' }),
  kind: Type.Enum(TIMELINE_KINDS),
  name: Type.String({ description: 'The event, such as `lead.updated`' }),
  at: Instant,
  actor: nullable(Person),
  activity: nullable(Activity),
  data: Type.Record(Type.String(), Type.Unknown(), { description: 'Facts of the event' }),
})
export type TimelineEntry = Static<typeof TimelineEntry>
export const Timeline = Type.Object({ data: Type.Array(TimelineEntry), next_cursor: nullable(Type.String()) })

export const EntryParams = Type.Object({ id: Type.Integer({ minimum: 1, maximum: 9e15 }) }, closed)
export const EntryHistory = Type.Object({
  data: Type.Array(
    Type.Object({
      version: Type.Integer(),
      type: ActivityType,
      direction: nullable(Direction),
      note: nullable(Type.String()),
      outcome: nullable(Type.String()),
      duration_s: nullable(Type.Integer()),
      happened_at: Instant,
      replaced_by: nullable(Person),
      replaced_at: Instant,
    }),
  ),
})

export const Outcome = Type.Object({
  id: Id,
  type: ActivityType,
  label: Type.String(),
  is_contact: Type.Boolean({ description: 'Counts as having reached the lead' }),
  next_minutes: nullable(Type.Integer({ description: 'After how many minutes the next step is offered' })),
})
export const OutcomeList = Type.Object({ data: Type.Array(Outcome) })
export const OutcomesPut = Type.Object(
  {
    data: Type.Array(
      Type.Object(
        {
          type: Type.Enum(ACTIVITY_TYPES.filter(type => type !== 'note')),
          label: text(60),
          is_contact: Type.Boolean(),
          next_minutes: nullable(Type.Integer({ minimum: 1, maximum: 525_600 })),
        },
        closed,
      ),
      { maxItems: 120, description: 'All outcomes, in order' },
    ),
  },
  closed,
)
export type OutcomesPut = Static<typeof OutcomesPut>
