import { type ActionOf, can, type Principal } from '@optimwalls/permissions'
import { scopeCondition } from '../access/index.ts'

/** Which clients somebody reaches, and which of their leads: conditions on `clients c` and `leads l`, with their parameters from `$1` on. */
export interface ClientReach {
  clients: string
  /** The leads themselves. */
  leads: string
  /** Clients with which the person has a place: all of their leads are told. */
  onClient: string
  values: readonly unknown[]
  /** Those of them that `leads` takes, for a statement that asks for nothing else. */
  leadValues: readonly unknown[]
}

/** Whoever sees one lead of a client sees the client. Its account owner does, whosever the leads are, and whoever sees design projects sees
 *  the clients of the designers in their reach. */
export function clientReach(
  principal: Principal,
  action: ActionOf<'CRM'> & ('view' | 'assign') = 'view',
): ClientReach {
  const values: unknown[] = []
  const leads = can(principal, 'CRM', action)
    ? scopeCondition(principal, 'CRM', action, { owner: 'l.assigned_to', team: 'l.team_id' }, values)
    : 'false'
  if (leads === 'true') return { clients: 'true', leads, onClient: 'true', values, leadValues: values }
  const leadValues = [...values]
  const places: string[] = []
  if (action === 'view' && leads !== 'false')
    places.push(`c.account_owner_id = $${values.push(principal.userId)}`)
  if (action === 'view' && can(principal, 'Design', 'view')) {
    const team = '(SELECT u.team_id FROM users u WHERE u.id = c.designer_id)'
    places.push(scopeCondition(principal, 'Design', 'view', { owner: 'c.designer_id', team }, values))
  }
  const onClient = places.length === 0 ? 'false' : `(${places.join(' OR ')})`
  const ofLeads = `EXISTS (SELECT FROM conversions v JOIN leads l ON l.id = v.lead_id
    WHERE v.client_id = c.id AND l.deleted_at IS NULL AND ${leads})`
  const clients = leads === 'false' ? onClient : `(${ofLeads} OR ${onClient})`
  return { clients, leads, onClient, values, leadValues }
}
