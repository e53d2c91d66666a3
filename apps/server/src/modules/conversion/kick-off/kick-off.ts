import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { findDesigners, findPeople } from '../../access/index.ts'
import type { KickOffFollowUps, Notify, WorkingCalendar } from '../../activities/index.ts'
import type { LeadRow, LeadsDoor } from '../../leads/index.ts'
import type { ConversionRecord } from '../conversions.repository.ts'
import {
  type ClientPeopleRecord,
  clearProposed,
  giveFirstOwner,
  lockPeople,
  markKickedOff,
  markProposed,
  type NewConversion,
  savePeople,
} from '../people/people.repository.ts'
import type { Proposer } from '../people/proposer.ts'
import { PLACES } from '../people/rules/client-rules.schemas.ts'
import { readKickOff } from './kick-off-plan.repository.ts'
import { kickOffSteps } from './kick-off-steps.ts'

export interface KickOffNeeds {
  leads: Pick<LeadsDoor, 'conversion'>
  proposer: Pick<Proposer, 'propose'>
  followUps: Pick<KickOffFollowUps, 'plan' | 'takeBack'>
  /** Tells people something, exactly once each. */
  notify: Notify
  /** When teams work. */
  calendars: () => Promise<(teamId: number | null) => WorkingCalendar>
  now: () => Date
}

/** What follows from a conversion: people for the client, and what they are to do. */
export class KickOff {
  readonly #needs: KickOffNeeds

  constructor(needs: KickOffNeeds) {
    this.#needs = needs
  }

  /** Once for each conversion, however often it is asked; nothing for one that is taken back by now. */
  async begin(
    tx: Transaction,
    leadId: number,
    clientId: number,
    { tells = true }: { tells?: boolean } = {},
  ): Promise<void> {
    const { leads, now } = this.#needs
    const lead = await leads.conversion.holdRow(tx, leadId)
    if (lead?.status !== 'converted') return
    const conversion = await markKickedOff(tx, { leadId, clientId, at: now() })
    const before = conversion && (await lockPeople(tx, clientId))
    if (!conversion || !before) return
    const proposed = await this.#propose(tx, lead, before, conversion.converted_by)
    if (proposed) {
      await savePeople(tx, clientId, proposed)
      await markProposed(tx, conversion.id)
      const facts = { client_id: clientId, ...proposed }
      leads.conversion.announce(tx, 'lead.client_people_chosen', lead, null, facts)
    }
    const people = proposed ?? before
    await this.#plan(tx, lead, { ...conversion, clientId, people })
    if (tells) await this.#tellDesigners(tx, conversion.id, clientId, people.designer_id)
  }

  /** The designer, and the designers of the same team. */
  async #tellDesigners(
    tx: Transaction,
    conversionId: number,
    clientId: number,
    designerId: number | null,
  ): Promise<void> {
    const designers = await findDesigners(tx)
    const chosen = designers.find(({ id }) => id === designerId)
    if (!chosen) return
    const told = designers.filter(({ team_id }) => team_id === chosen.team_id)
    await this.#needs.notify(
      tx,
      told.map(({ id }) => ({
        userId: id,
        kind: 'client.kick_off',
        key: `kick-off:${conversionId}`,
        actorId: chosen.id,
        data: { client_id: clientId, is_yours: id === chosen.id },
      })),
    )
  }

  async #plan(
    tx: Transaction,
    lead: LeadRow,
    {
      id,
      clientId,
      people,
      converted_by,
      converted_at,
    }: NewConversion & { clientId: number; people: Omit<ClientPeopleRecord, 'people_version'> },
  ): Promise<void> {
    const { followUps, calendars, now } = this.#needs
    const staff = await staffOf(tx)
    const calendarOf = await calendars()
    const steps = kickOffSteps(await readKickOff(tx), {
      lead,
      people,
      convertedBy: converted_by,
      convertedAt: converted_at,
      isHere: userId => staff.has(userId),
      calendarOf: userId => calendarOf(staff.get(userId) ?? null),
      now: now(),
    })
    await followUps.plan(tx, { leadId: lead.id, clientId, conversionId: id }, steps)
  }

  /** A client that came in as one stays with whoever looked after the lead; nothing else follows: it is the past. */
  adopt(tx: Transaction, clientId: number, ownerId: number | null): Promise<unknown> {
    return ownerId === null
      ? Promise.resolve()
      : giveFirstOwner(tx, clientId, ownerId, 'looked after the lead')
  }

  /** Takes back what followed from a conversion, as far as nobody has made it theirs. */
  async takeBack(
    tx: Transaction,
    conversion: Pick<ConversionRecord, 'id' | 'lead_id' | 'client_id' | 'proposed_people'>,
  ): Promise<void> {
    await this.#needs.followUps.takeBack(tx, conversion.id, conversion.lead_id)
    if (conversion.proposed_people) await clearProposed(tx, conversion.client_id)
  }

  /** People for whatever place nobody holds who is still here; null where both are held. */
  async #propose(
    tx: Transaction,
    lead: LeadRow,
    before: ClientPeopleRecord,
    convertedBy: number | null,
  ): Promise<Omit<ClientPeopleRecord, 'people_version'> | null> {
    const staff = await staffOf(tx)
    const isHeld = (id: number | null) => id !== null && staff.has(id)
    const { people_version: _version, ...people } = before
    const free = PLACES.filter(place => !isHeld(people[`${place}_id`]))
    if (free.length === 0) return null
    const proposals = await this.#needs.proposer.propose(tx, lead.id, convertedBy, free)
    for (const place of free) {
      people[`${place}_id`] = proposals[place]?.id ?? null
      people[`${place}_reason`] = proposals[place]?.reason.slice(0, 300) ?? null
    }
    return people
  }
}

/** Who works here, as it is at this moment, with their team. */
async function staffOf(db: Connection): Promise<ReadonlyMap<number, number | null>> {
  const active = (await findPeople(db)).filter(person => person.is_active)
  return new Map(active.map(({ id, team_id }) => [id, team_id]))
}
