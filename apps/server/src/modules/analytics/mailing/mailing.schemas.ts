import { REPORT_NAMES } from '@optimwalls/contract/reports'
import { type Static, Type } from 'typebox'
import { ReportFileQuery } from '../exports/exports.schemas.ts'

const {
  report: _report,
  format: _format,
  from: _from,
  to: _to,
  compare_from: _first,
  compare_to: _last,
  by,
  pipeline,
  ...filters
} = ReportFileQuery.properties

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Instant = Type.String({ format: 'date-time' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])

/** Ranges that end on the day before the mail is sent. */
export const SPANS = ['7d', '30d', '90d', '12m'] as const

/** What a report is asked each week. */
export const WeeklyQuestion = Type.Object(
  {
    ...filters,
    by,
    pipeline,
    compare: Type.Optional(Type.Boolean({ description: 'With as many days before' })),
  },
  { additionalProperties: false },
)
export type WeeklyQuestion = Static<typeof WeeklyQuestion>

const wish = {
  report: Type.Enum([...REPORT_NAMES]),
  span: Type.Enum([...SPANS], { description: 'The days that it covers, up to the one before it is sent' }),
  weekday: Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday' }),
  hour: Type.Integer({ minimum: 0, maximum: 23, description: "By the clock of the person's time zone" }),
}

export const ReportMailBody = Type.Object(
  { ...wish, question: Type.Optional(WeeklyQuestion) },
  { additionalProperties: false },
)
export type ReportMailBody = Static<typeof ReportMailBody>

export const ReportMail = Type.Object({
  id: Id,
  ...wish,
  question: WeeklyQuestion,
  next_at: { ...nullable(Instant), description: 'When the next one goes out; null where it has stopped' },
  last_sent_at: nullable(Instant),
  stopped: {
    ...nullable(Type.Enum(['no_right', 'left'])),
    description: 'Why no more are sent: the right to the report is gone, or the person is',
  },
})
export type ReportMail = Static<typeof ReportMail>

export const ReportMails = Type.Object({ data: Type.Array(ReportMail) })
export const ReportMailParams = Type.Object({ id: Id }, { additionalProperties: false })
export const StopBody = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 400 }) },
  { additionalProperties: false },
)
export const Stopped = Type.Object({ report: Type.String({ description: 'What it was called' }) })
