import { Type } from 'typebox'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import { Bulk, type LeadsDoor } from '../../leads/index.ts'
import { checkPaidOn } from '../evidence/paid-on.ts'
import { CheckBody, ConvertManyBody, ManyChecklist } from './many.schemas.ts'
import { type ManyChecklistNeeds, manyChecklist } from './many-checklist.ts'

export interface ManyRoutesNeeds extends ManyChecklistNeeds {
  db: Database
  crypto: Crypto
  leads: Pick<LeadsDoor, 'reader' | 'bulk' | 'conversion'>
  timeZone: string
  now: () => Date
}

const many = { access: { module: 'CRM', action: 'bulk' }, forKeys: false } as const
const tags = ['Bulk changes']

export function manyRoutes(http: Http, needs: ManyRoutesNeeds): void {
  const { db, crypto, leads } = needs

  http.post(
    '/crm/bulk/convert/check',
    {
      config: many,
      schema: {
        tags,
        summary: 'What each of many leads still lacks to become a client',
        body: CheckBody,
        response: { 200: ManyChecklist },
      },
    },
    request => manyChecklist(needs, request.principal, request.body.selection),
  )

  http.post(
    '/crm/bulk/convert',
    {
      config: many,
      schema: {
        tags,
        summary:
          'Turn many leads into clients, as a bulk change; those that lack something stay, with the reason',
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({ description: 'Makes a repeat answer as the first call did' }),
          ),
        }),
        body: ConvertManyBody,
        response: { 202: Bulk },
      },
    },
    async (request, reply) => {
      const { principal, body } = request
      const by = { principal, request: { id: request.id, ip: request.ip } }
      checkGiven(needs, body.given ?? [])
      const answer = await idempotent(request, db, crypto, async tx => {
        const row = await leads.bulk.service.startConversion(tx, by, { ...body, given: body.given ?? [] })
        return { status: 202, body: leads.bulk.service.told(principal, row) }
      })
      return reply.code(202).header('location', `/crm/bulk/${answer.body.id}`).send(answer.body)
    },
  )
}

/** What is wrong whatever the leads are by then is told now, not lead by lead.
 *  @throws AppError "invalid-input", "rule-violated" */
function checkGiven(
  { leads, timeZone, now }: ManyRoutesNeeds,
  given: NonNullable<ConvertManyBody['given']>,
): void {
  const seen = new Set<number>()
  for (const [index, { lead_id, fields, evidence }] of given.entries()) {
    const at = `given.${index}`
    if (seen.has(lead_id)) throw invalidInput(`${at}.lead_id`, 'is there twice')
    seen.add(lead_id)
    if (fields) checkPhones(leads, fields, `${at}.fields`)
    const day = evidence?.booking_payment?.paid_on
    if (day) checkPaidOn(day, { timeZone, now: now(), path: `${at}.evidence.booking_payment.paid_on` })
  }
}

function checkPhones(
  { conversion }: Pick<LeadsDoor, 'conversion'>,
  fields: Parameters<LeadsDoor['conversion']['checkPhones']>[0],
  at: string,
): void {
  try {
    conversion.checkPhones(fields)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const errors = error.facts.errors?.map(({ path, message }) => ({ path: `${at}.${path}`, message }))
    throw new AppError('invalid-input', { ...(errors && { errors }) })
  }
}
