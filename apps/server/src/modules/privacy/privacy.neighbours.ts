import type { Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { People } from '../access/index.ts'
import type { LeadsDoor } from '../leads/index.ts'

/** Who asks, and from where. */
export interface By {
  principal: Principal
  request: { id: string; ip: string }
}

export interface PrivacyAudit {
  /** Null where the retention that is set does it. */
  by: By | null
  action: string
  recordType: 'lead' | 'erasure' | 'privacy_export' | 'retention'
  recordId?: number
  details?: Record<string, unknown>
}

export interface PrivacyNeighbours {
  people: Pick<People, 'namesOf'>
  leads: Pick<LeadsDoor, 'personal'>
  clients: {
    /** The clients that these leads became. */
    ofLeads(db: Connection, leadIds: readonly number[]): Promise<number[]>
    /** The leads that became this client. */
    leadsOf(db: Connection, clientIds: readonly number[]): Promise<number[]>
  }
  /** Who a person is at this moment; null for who has left. */
  principalOf(userId: number): Promise<Principal | null>
  audit(tx: Transaction, entry: PrivacyAudit): void
}
