import type { Database } from '../../../platform/database/database.ts'
import type { Http } from '../../../platform/http/server.ts'
import type { LeadsDoor } from '../../leads/index.ts'
import { IdParams } from '../conversion.schemas.ts'
import { BookingPayment, BookingPaymentPut } from './evidence.schemas.ts'
import type { PaymentService } from './payments.service.ts'

export interface PaymentRoutesNeeds {
  db: Database
  leads: Pick<LeadsDoor, 'conversion'>
  payments: PaymentService
}

export function paymentRoutes(http: Http, { db, leads, payments }: PaymentRoutesNeeds): void {
  http.put(
    '/crm/leads/:id/booking-payment',
    {
      config: { access: { module: 'CRM', action: 'convert' } },
      schema: {
        tags: ['Clients'],
        summary: 'Correct the booking payment of a lead; 409 when somebody else has done so since `version`',
        params: IdParams,
        body: BookingPaymentPut,
        response: { 200: BookingPayment },
      },
    },
    request => {
      const { principal, params, body } = request
      const by = { principal, request: { id: request.id, ip: request.ip } }
      return leads.conversion.orMerged(principal, params.id, () =>
        db.inTransaction(tx => payments.correct(tx, by, params.id, body)),
      )
    },
  )
}
