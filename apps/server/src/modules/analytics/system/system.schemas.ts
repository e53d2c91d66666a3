import { type Static, Type } from 'typebox'

const Count = Type.Integer({ minimum: 0 })

/** How the system is used and whether its work gets done; names no lead and no contact. */
export const SystemHealth = Type.Object({
  people: Type.Object({
    active: { ...Count, description: 'Who may sign in' },
    seen_today: { ...Count, description: 'Who of them worked with it today, by the calendar of the firm' },
    seen_this_week: { ...Count, description: 'In the last seven days, today included' },
  }),
  sign_ins: Type.Array(
    Type.Object({ day: Type.String({ format: 'date' }), signed_in: Count, failed: Count }),
    { description: 'Of the last fourteen days, each with its day, the oldest first' },
  ),
  records: Type.Object({
    leads: { ...Count, description: 'Not deleted; as the database estimates where there are many' },
    activities: { ...Count, description: 'As the database estimates where there are many' },
    database_bytes: Count,
  }),
  jobs: Type.Object({
    waiting: { ...Count, description: 'Due and not begun' },
    oldest_wait_seconds: { ...Count, description: 'Of the longest due; 0 where none waits' },
    running: Count,
    retrying: { ...Count, description: 'Failed and to be tried again' },
    given_up: { ...Count, description: 'Failed for the last time' },
    failing: Type.Array(Type.Object({ name: Type.String(), count: Count }), {
      description: 'Kinds of job that failed, the most frequent first; ten at most',
    }),
  }),
  imports: Type.Object(
    { running: Count, done: Count, failed: Count, rows: Count, refused: Count },
    { description: 'Files of the last seven days' },
  ),
  proof: Type.Union(
    [
      Type.Object({
        at: Type.String({ format: 'date-time' }),
        leads: { ...Count, description: 'Looked at' },
        wrong_leads: { ...Count, description: 'Of which something else was kept than they add; put right' },
        wrong_cells: { ...Count, description: 'Sums that were not those of their leads; put right' },
      }),
      Type.Null(),
    ],
    { description: 'Of the figures that reports are read from, by the last night; null before the first' },
  ),
})
export type SystemHealth = Static<typeof SystemHealth>
