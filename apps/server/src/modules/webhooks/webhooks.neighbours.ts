import type { Principal } from '@optimwalls/permissions'
import type { Transaction } from '../../platform/database/database.ts'
import type { Access, People } from '../access/index.ts'
import type { Notify } from '../activities/index.ts'

export type { People } from '../access/index.ts'

/** How to reach a lead. */
export interface Contact {
  email: string | null
  phone: string | null
  phones: string[]
  address: string | null
}

/** Who does something, and from where. */
export interface Author {
  principal: Principal
  request: { id: string; ip: string }
}

/** What was done to an endpoint; by nobody when the system did it. */
export interface WebhookAudit {
  by: Author | null
  action: string
  endpointId: number
  details: Record<string, unknown>
}

/** What webhooks need from other modules. */
export interface WebhookNeighbours {
  people: Pick<People, 'namesOf' | 'all'>
  principalOf: Access['principalOf']
  notify: Notify
  /** A contact as it was sealed for a lead. */
  openContact(sealed: Uint8Array | null): Contact
  /** Notes who did what; written with the transaction. */
  audit(tx: Transaction, entry: WebhookAudit): void
}
