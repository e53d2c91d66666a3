import type { Firm } from './firm.ts'
import type { MakeRequest } from './requests.ts'

const NEW = { url: 'https://hooks.example.com/crm', events: ['lead.converted'] }

const add = async (firm: Firm): Promise<number> => {
  // There is room for fifty, and every caller makes one.
  await firm.app.platform.db.rows(
    'DELETE FROM webhook_endpoints WHERE id NOT IN (SELECT max(id) FROM webhook_endpoints)',
  )
  return (await firm.add('/crm/webhooks', NEW)).id
}
const endpoint: MakeRequest = async firm => ({ id: await add(firm) })
const delivery: MakeRequest = async firm => {
  const id = await add(firm)
  return { params: { id, deliveryId: (await firm.add(`/crm/webhooks/${id}/test`, {})).id } }
}

/** Requests about webhooks. */
export const webhooks: Readonly<Record<string, MakeRequest>> = {
  'POST /crm/webhooks': () => ({ payload: NEW }),
  'GET /crm/webhooks/{id}': endpoint,
  'PATCH /crm/webhooks/{id}': async firm => ({ id: await add(firm), payload: { is_active: false } }),
  'DELETE /crm/webhooks/{id}': endpoint,
  'POST /crm/webhooks/{id}/secret': endpoint,
  'POST /crm/webhooks/{id}/test': endpoint,
  'POST /crm/webhooks/{id}/replay': endpoint,
  'GET /crm/webhooks/{id}/deliveries': endpoint,
  'GET /crm/webhooks/{id}/deliveries/{deliveryId}': delivery,
  'POST /crm/webhooks/{id}/deliveries/{deliveryId}/replay': delivery,
}
