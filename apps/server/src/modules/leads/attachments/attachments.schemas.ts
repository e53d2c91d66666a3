import { type Static, Type } from 'typebox'

export const FILE_KINDS = ['floor_plan', 'photo', 'quote', 'other'] as const
const FileKind = Type.Enum(FILE_KINDS)
export type FileKind = Static<typeof FileKind>

const Instant = Type.String({ format: 'date-time' })
const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })

export const LeadFile = Type.Object({
  id: Type.Integer(),
  lead_id: Type.Integer(),
  name: Type.String(),
  kind: FileKind,
  type: Type.String({ description: 'Media type, found in the content' }),
  bytes: Type.Integer(),
  has_preview: Type.Boolean({ description: 'There is a picture of it at `/crm/files/{id}/preview`' }),
  uploaded_by: Type.Union([Type.Object({ id: Type.Integer(), name: Type.String() }), Type.Null()]),
  created_at: Instant,
  deleted_at: Type.Union([Instant, Type.Null()]),
  may_change: Type.Boolean({ description: 'Whether you may rename and delete it' }),
})
export type LeadFile = Static<typeof LeadFile>

export const LeadFileList = Type.Object({ data: Type.Array(LeadFile) })

export const FilesQuery = Type.Object(
  {
    deleted: Type.Optional(
      Type.Boolean({ description: 'Those deleted within 30 days instead, which you may bring back' }),
    ),
  },
  { additionalProperties: false },
)

export const FileParams = Type.Object({ id: Id }, { additionalProperties: false })

export const UploadQuery = Type.Object({ kind: Type.Optional(FileKind) }, { additionalProperties: false })

export const UploadHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Makes a repeat answer with the file of the first call',
    }),
  ),
})

export const FilePatch = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 150, pattern: '\\S' })),
    kind: Type.Optional(FileKind),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type FilePatch = Static<typeof FilePatch>

export const ContentQuery = Type.Object(
  {
    show: Type.Optional(
      Type.Boolean({ description: 'A PDF to be shown in the browser; everything else is for saving' }),
    ),
  },
  { additionalProperties: false },
)

export const PreviewQuery = Type.Object(
  { size: Type.Optional(Type.Enum(['small', 'large'])) },
  { additionalProperties: false },
)
