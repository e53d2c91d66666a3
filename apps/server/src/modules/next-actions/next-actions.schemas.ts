import { type Static, Type } from 'typebox'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const closed = { additionalProperties: false } as const
const Share = Type.Number({ minimum: 0, maximum: 1 })

/** What can be suggested; of two that are worth the same the one named first comes first. */
export const ACTION_KINDS = [
  'call_now',
  'plan_call',
  'reassign',
  'close_lost',
  'wake',
  'send_quote',
  'chase_quote',
  'book_visit',
  'ask_field',
  're_engage',
] as const
export type ActionKind = (typeof ACTION_KINDS)[number]
const Kind = Type.Enum(ACTION_KINDS)

export const NextAction = Type.Object({
  kind: Kind,
  reason: Type.String({ description: 'Why it is suggested, in words' }),
  effect: Type.String({ description: 'What can be expected of it, in words' }),
  field: Type.Union([Type.String(), Type.Null()], {
    description: 'The field that it is about, as of `GET /crm/leads/{id}`',
  }),
  due_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description:
      'Until when it should be done, or when a call that is to be planned is best made; null where no clock runs',
  }),
  worth: { ...Share, description: 'What it is ordered by' },
})
export type NextAction = Static<typeof NextAction>

export const NextActions = Type.Object({
  data: Type.Array(NextAction, { maxItems: 3, description: 'The best first; none of closed leads' }),
})
export type NextActions = Static<typeof NextActions>

export const IdParams = Type.Object({ id: Id }, closed)

/** Leads of one page of Today. */
export const MOST_LEADS = 50
export const SeveralQuery = Type.Object(
  {
    lead_id: Type.Array(Id, {
      minItems: 1,
      maxItems: MOST_LEADS,
      description: 'Leads; those out of reach are left out',
    }),
  },
  closed,
)
export const SeveralNextActions = Type.Object({
  data: Type.Array(Type.Object({ lead_id: Id, actions: NextActions.properties.data })),
})

export const AnswerBody = Type.Object(
  {
    kind: Kind,
    answer: Type.Enum(['taken', 'dismissed'], {
      description:
        'Taken: they set about it; it counts once they have done it, within a day. A dismissed suggestion comes back when the lead has changed in what it goes by, or after some days',
    }),
  },
  closed,
)
export type AnswerBody = Static<typeof AnswerBody>
