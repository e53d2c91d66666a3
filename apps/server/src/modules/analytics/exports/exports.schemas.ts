import { REPORT_NAMES } from '@optimwalls/contract/reports'
import { type Static, Type } from 'typebox'
import { FunnelQuery, LostQuery, PipelineQuery, RESPONSE_PARTS } from '../reports.schemas.ts'

const Name = Type.Enum([...REPORT_NAMES], { description: 'As at the end of its address' })
const PARTS = [
  ...new Set([
    ...LostQuery.properties.by.items.enum,
    ...PipelineQuery.properties.by.items.enum,
    ...RESPONSE_PARTS,
  ]),
]

export const ReportFileQuery = Type.Object(
  {
    ...FunnelQuery.properties,
    report: Name,
    format: Type.Enum(['csv', 'xlsx']),
    by: Type.Optional(
      Type.Array(Type.Enum(PARTS), {
        maxItems: 2,
        uniqueItems: true,
        description: 'As the report takes it',
      }),
    ),
  },
  { additionalProperties: false },
)
export type ReportFileQuery = Static<typeof ReportFileQuery>

export const PictureBody = Type.Object({ report: Name }, { additionalProperties: false })
