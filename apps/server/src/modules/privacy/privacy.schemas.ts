import { type Static, Type } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Instant = Type.String({ format: 'date-time' })
const Nobody = Type.Null()
const Someone = Type.Union([Type.Object({ id: Id, name: Type.String() }), Nobody])
const Day = Type.String({ format: 'date' })

/** Whose: a lead or a client, and other leads that are the same person as far as somebody says so. */
const whose = {
  lead_id: Type.Optional(Id),
  client_id: Type.Optional(Id),
}
const With = Type.Array(Id, {
  maxItems: 50,
  description: 'Other leads of the same person, from `related` of the preview',
})

export const PersonQuery = Type.Object(
  { ...whose, with: Type.Optional(With) },
  { additionalProperties: false },
)
export type PersonQuery = Static<typeof PersonQuery>

export const PersonPreview = Type.Object({
  lead_ids: Type.Array(Id, { description: 'All leads of the person, merged ones too' }),
  client_ids: Type.Array(Id),
  name: Type.Union([Type.String(), Nobody], {
    description: 'To be typed before an erasure; null: erased already',
  }),
  holdings: Type.Array(Type.Object({ name: Type.String(), label: Type.String(), rows: Type.Integer() }), {
    description: 'What is held, and how much of it',
  }),
  related: Type.Array(
    Type.Object({ lead_id: Id, name: Type.String(), how: Type.Enum(['contact', 'household']) }),
    {
      description: 'Others who share a phone or e-mail, or a home: the same person only if somebody says so',
    },
  ),
  holds: Type.Array(Type.Object({ lead_id: Id, reason: Type.String(), until: Type.Union([Day, Nobody]) }), {
    description: 'Why they must not be erased',
  }),
})

export const PrivacyExport = Type.Object({
  id: Id,
  status: Type.Enum(['queued', 'done', 'failed', 'forgotten']),
  name: Type.Union([Type.String(), Nobody], {
    description: 'What the person is called now; null: erased since, or out of your reach',
  }),
  lead_ids: Type.Array(Id),
  client_ids: Type.Array(Id),
  bytes: Type.Union([Type.Integer(), Nobody]),
  requested_by: Someone,
  created_at: Instant,
  finished_at: Type.Union([Instant, Nobody]),
  expires_at: Instant,
})
export const PrivacyExportList = Type.Object({ data: Type.Array(PrivacyExport) })
export const ExportBody = Type.Object(
  { ...whose, with: Type.Optional(With) },
  { additionalProperties: false },
)
export const ExportLink = Type.Object({ url: Type.String(), expires_at: Instant })

export const ErasureBody = Type.Object(
  {
    ...whose,
    with: Type.Optional(With),
    confirm: Type.String({ maxLength: 100, description: 'The name of the person, as the preview tells it' }),
    reason: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: 'Nothing of the person' }),
    ),
  },
  { additionalProperties: false },
)
export type ErasureBody = Static<typeof ErasureBody>
export const Erasure = Type.Object({
  id: Id,
  status: Type.Enum(['queued', 'rows', 'done', 'failed']),
  lead_ids: Type.Array(Id),
  client_ids: Type.Array(Id),
  requested_by: { ...Someone, description: 'Null: by the retention that is set' },
  reason: Type.Union([Type.String(), Nobody]),
  created_at: Instant,
  finished_at: Type.Union([Instant, Nobody]),
})
export const ErasureList = Type.Object({ data: Type.Array(Erasure) })

export const HoldBody = Type.Object(
  {
    reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
    until: Type.Optional(Type.Union([{ ...Day, description: 'The last day' }, Nobody])),
  },
  { additionalProperties: false },
)
const retention = {
  lost_months: Type.Union([Type.Integer({ minimum: 1, maximum: 240 }), Nobody], {
    description: 'Months after which a lost lead without any contact since is to be erased; null: never',
  }),
  is_automatic: Type.Boolean({ description: 'Erased every night; else an administrator says so' }),
  import_file_days: Type.Integer({ minimum: 1, maximum: 30 }),
  export_file_days: Type.Integer({ minimum: 1, maximum: 7 }),
  notification_days: Type.Union([Type.Integer({ minimum: 7, maximum: 3650 }), Nobody], {
    description: 'Null: as long as the leads',
  }),
}
export const RetentionPut = Type.Object(
  { ...retention, version: Type.Integer({ minimum: 1, description: 'As it was read' }) },
  { additionalProperties: false },
)
export type RetentionPut = Static<typeof RetentionPut>
export const Retention = Type.Object({
  ...retention,
  version: Type.Integer(),
  due: Type.Object(
    {
      lost_leads: Type.Integer(),
      import_files: Type.Integer(),
      export_files: Type.Integer(),
      notifications: Type.Integer(),
    },
    { description: 'What would go this night, as the settings are' },
  ),
})
export const RetentionDue = Type.Object({
  lost_leads: Type.Integer(),
  import_files: Type.Integer(),
  export_files: Type.Integer(),
  notifications: Type.Integer(),
})
export const DueQuery = Type.Object(
  {
    lost_months: Type.Optional(Type.Integer({ minimum: 1, maximum: 240 })),
    import_file_days: Type.Integer({ minimum: 1, maximum: 30 }),
    export_file_days: Type.Integer({ minimum: 1, maximum: 7 }),
    notification_days: Type.Optional(Type.Integer({ minimum: 7, maximum: 3650 })),
  },
  { additionalProperties: false },
)
export type DueQuery = Static<typeof DueQuery>
export const RetentionRun = Type.Object({
  erasures: Type.Integer({ description: 'People who are erased now' }),
})
