import type { Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { findDesigners, type People } from '../../access/index.ts'
import type { KickOffFollowUps, Notify } from '../../activities/index.ts'
import type { Author, LeadsDoor } from '../../leads/index.ts'
import { clientReach } from '../client-reach.ts'
import type { ClientReader } from '../client-reader.ts'
import { findClient } from '../clients.repository.ts'
import type { Client } from '../conversion.schemas.ts'
import type { ConversionAudit } from '../conversion.service.ts'
import { latestLeadOf, lockPeople, savePeople } from './people.repository.ts'
import type { ClientPeoplePut, PeopleChoices } from './people.schemas.ts'
import { PLACES, type PlaceName } from './rules/client-rules.schemas.ts'

export interface ClientPeopleNeeds {
  people: Pick<People, 'assignable'>
  leads: Pick<LeadsDoor, 'conversion'>
  reader: ClientReader
  followUps: Pick<KickOffFollowUps, 'handOver'>
  /** Tells people something, exactly once each. */
  notify: Notify
  /** Notes who did what; written with the transaction. */
  audit(tx: Transaction, entry: ConversionAudit): void
}

/** Decides who looks after clients and who designs for them. */
export class ClientPeopleService {
  readonly #needs: ClientPeopleNeeds

  constructor(needs: ClientPeopleNeeds) {
    this.#needs = needs
  }

  /** Whom this person may choose. */
  async choices(db: Connection, principal: Principal): Promise<PeopleChoices> {
    const named = ({ id, name }: { id: number; name: string }) => ({ id, name })
    return {
      account_owners: (await this.#needs.people.assignable(principal)).map(named),
      designers: (await findDesigners(db)).map(named).sort((a, b) => a.name.localeCompare(b.name)),
    }
  }

  /** Puts these people in their places; who has one already may keep it.
   *  @throws AppError "not-found" for a client none of whose leads the caller assigns, "edit-conflict", "rule-violated" */
  async choose(tx: Transaction, by: Author, clientId: number, wanted: ClientPeoplePut): Promise<Client> {
    const { leads, reader, followUps, audit } = this.#needs
    const { principal } = by
    if (!(await findClient(tx, clientId, clientReach(principal, 'assign')))) throw new AppError('not-found')
    const leadId = await latestLeadOf(tx, clientId)
    const lead = leadId === undefined ? null : await leads.conversion.holdRow(tx, leadId)
    const before = await lockPeople(tx, clientId)
    if (!before) throw new AppError('not-found')
    if (before.people_version !== wanted.version) {
      throw new AppError('edit-conflict', {
        detail: 'Somebody else has changed who looks after this client meanwhile.',
        current: (await reader.one(principal, clientId, tx)).people,
      })
    }
    const { account_owner_id, designer_id } = wanted
    const isOwnerKept = account_owner_id === before.account_owner_id
    const isDesignerKept = designer_id === before.designer_id
    if (isOwnerKept && isDesignerKept) return reader.one(principal, clientId, tx)
    const choices = await this.choices(tx, principal)
    if (!isOwnerKept) mustBeAmong(choices.account_owners, account_owner_id, 'account_owner_id')
    if (!isDesignerKept) mustBeAmong(choices.designers, designer_id, 'designer_id')
    const people = {
      account_owner_id,
      account_owner_reason: isOwnerKept ? before.account_owner_reason : null,
      designer_id,
      designer_reason: isDesignerKept ? before.designer_reason : null,
    }
    await savePeople(tx, clientId, people)
    if (!isOwnerKept && account_owner_id !== null)
      await followUps.handOver(tx, clientId, 'account_owner', account_owner_id)
    if (!isDesignerKept && designer_id !== null)
      await followUps.handOver(tx, clientId, 'designer', designer_id)
    await this.#tell(tx, by, { id: clientId, version: before.people_version + 1 }, { before, after: people })
    if (lead) {
      const facts = { client_id: clientId, ...people }
      leads.conversion.announce(tx, 'lead.client_people_chosen', lead, principal.userId, facts)
      audit(tx, { ...by, action: 'chose_client_people', leadId: lead.id, details: facts })
    }
    return reader.one(principal, clientId, tx)
  }

  /** Who gets a place and who had it, but for whoever did it. */
  async #tell(
    tx: Transaction,
    { principal }: Author,
    client: { id: number; version: number },
    { before, after }: Record<'before' | 'after', Record<`${PlaceName}_id`, number | null>>,
  ): Promise<void> {
    const news = PLACES.flatMap(place => {
      const [was, is] = [before[`${place}_id`], after[`${place}_id`]]
      if (was === is) return []
      return [was, is].flatMap(userId =>
        userId === null || userId === principal.userId
          ? []
          : {
              userId,
              kind: 'client.place' as const,
              key: `client-place:${client.id}:${client.version}:${place}`,
              actorId: principal.userId,
              data: { client_id: client.id, place, is_yours: userId === is },
            },
      )
    })
    await this.#needs.notify(tx, news)
  }
}

function mustBeAmong(choices: readonly { id: number }[], id: number | null, path: string): void {
  if (id === null || choices.some(one => one.id === id)) return
  const message = path === 'designer_id' ? 'is nobody who designs here' : 'is nobody whom you give clients to'
  throw new AppError('rule-violated', { errors: [{ path, message }] })
}
