import type { Principal } from '@optimwalls/permissions'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import { announce } from '../lead-facts.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { Author, LeadNeighbours } from '../leads.neighbours.ts'
import { lockById } from '../leads.repository.ts'
import type { LeadService } from '../leads.service.ts'
import type {
  ConsentBody,
  ConsentEntry,
  ConsentPurpose,
  ConsentPurposeList,
  ConsentPurposesPut,
} from './consent.schemas.ts'
import {
  addConsents,
  allPurposes,
  consentsOf,
  lockPurposes,
  purposesVersion,
  type WrittenPurpose,
  writePurposes,
} from './consents.repository.ts'

export interface ConsentNeeds {
  db: Database
  reader: LeadReader
  service: LeadService
  neighbours: Pick<LeadNeighbours, 'people' | 'audit'>
  now: () => Date
}

/** Most answers that are shown of a lead. */
const MOST_SHOWN = 500
/** Clocks differ: so far ahead is still now. */
const AHEAD_MS = 5 * 60_000

/** What people agreed to, and for which purposes they are asked. */
export class Consents {
  readonly #needs: ConsentNeeds

  constructor(needs: ConsentNeeds) {
    this.#needs = needs
  }

  async purposes(): Promise<ConsentPurposeList> {
    const { db } = this.#needs
    const [data, version] = await Promise.all([allPurposes(db), purposesVersion(db)])
    return { data, version }
  }

  /** Puts these in place of all. None is left out, so that every answer keeps what it was an answer to.
   *  @throws AppError "rule-violated" naming what is wrong; "edit-conflict" when somebody else was faster */
  async replacePurposes(by: Author, { data, version }: ConsentPurposesPut): Promise<ConsentPurposeList> {
    const { db, neighbours } = this.#needs
    await db.inTransaction(async tx => {
      await lockPurposes(tx)
      const [before, stored] = [await allPurposes(tx), await purposesVersion(tx)]
      if (stored !== version) {
        throw new AppError('edit-conflict', {
          detail: 'Somebody else has changed the purposes meanwhile.',
          current: { data: before, version: stored },
        })
      }
      const wanted = data.map(({ id = null, is_retired = false, label, wording, has_channels }) => ({
        id,
        label: label.trim(),
        wording: wording.trim(),
        has_channels,
        is_retired,
      }))
      checkPurposes(before, wanted)
      await writePurposes(tx, wanted)
      neighbours.audit(tx, { ...by, action: 'changed_consent_purposes' })
    })
    return this.purposes()
  }

  /** What was answered about a lead, the latest first.
   *  @throws AppError "not-found" */
  async list(principal: Principal, leadId: number): Promise<ConsentEntry[]> {
    const { db, reader, neighbours } = this.#needs
    await reader.standing(principal, leadId)
    const [rows, people] = await Promise.all([consentsOf(db, [leadId], MOST_SHOWN), neighbours.people.all()])
    return rows.map(({ is_given, lead_id: _, at, recorded_by, ...row }) => {
      const person = recorded_by === null ? undefined : people.get(recorded_by)
      return {
        ...row,
        given: is_given,
        at: at.toISOString(),
        recorded_by: person ? { id: person.id, name: person.name } : null,
      }
    })
  }

  /** Keeps what a person said. The answers to the main purpose are the lead's `consent`, too; one of before the answer that holds
   *  changes nothing but the history.
   *  @throws AppError "not-found", "rule-violated" */
  async record(tx: Transaction, by: Author, leadId: number, body: ConsentBody): Promise<void> {
    const { reader, service, neighbours, now } = this.#needs
    const { purpose_id, channel, given, source = 'hand', note } = body
    const purpose = (await allPurposes(tx)).find(one => one.id === purpose_id)
    if (!purpose || purpose.is_retired) throw wrong('purpose_id', 'There is no such purpose')
    if (purpose.has_channels === (channel === 'any'))
      throw wrong(
        'channel',
        purpose.has_channels ? 'Say over which channel' : 'This purpose is asked once, for `any` channel',
      )
    const at = body.at === undefined ? now() : new Date(body.at)
    if (at.getTime() > now().getTime() + AHEAD_MS) throw invalidInput('at', 'lies in the future')
    const lead = await lockById(tx, leadId, reader.scope(by.principal, 'edit'))
    if (!lead || lead.deleted_at) throw new AppError('not-found')
    const [holds] = (await consentsOf(tx, [leadId], MOST_SHOWN)).filter(
      one => one.is_current && one.purpose_id === purpose.id && one.channel === channel,
    )
    // The same said twice at the same moment is one answer.
    if (holds && holds.is_given === given && holds.at.getTime() === at.getTime()) return
    const isLate = holds !== undefined && holds.at > at
    if (purpose.is_main && channel !== 'any' && !isLate && (lead.consent[channel] ?? null) !== given) {
      const { [channel]: _before, ...others } = lead.consent
      const consent = given === null ? others : { ...others, [channel]: given }
      await service.update(tx, { ...by, said: { source, at, note: note ?? null } }, leadId, { consent })
      return
    }
    await addConsents(tx, [
      {
        lead_id: leadId,
        purpose_id: purpose.id,
        channel,
        is_given: given,
        source,
        note: note ?? null,
        at,
        recorded_by: by.principal.userId,
      },
    ])
    const facts = { purpose_id, purpose: purpose.label, channel, given, source }
    announce(tx, 'lead.consent_changed', lead, by.principal.userId, facts)
    neighbours.audit(tx, {
      ...by,
      action: 'recorded_consent',
      leadId,
      details: { purpose_id, channel, given, source },
    })
  }
}

function checkPurposes(before: readonly ConsentPurpose[], wanted: readonly WrittenPurpose[]): void {
  const known = new Map(before.map(purpose => [purpose.id, purpose]))
  const labels = new Set<string>()
  const ids = new Set<number>()
  for (const [i, { id, label, has_channels, is_retired }] of wanted.entries()) {
    const low = label.toLowerCase()
    if (labels.has(low)) throw wrong(`data.${i}.label`, 'There are two purposes with this name')
    labels.add(low)
    if (id === null) continue
    const purpose = known.get(id)
    if (!purpose || ids.has(id)) throw wrong(`data.${i}.id`, 'is not a purpose that is there')
    ids.add(id)
    if (purpose.has_channels !== has_channels)
      throw wrong(`data.${i}.has_channels`, 'stays as it was: add another purpose')
    if (purpose.is_main && is_retired)
      throw wrong(`data.${i}.is_retired`, 'The first purpose is always asked')
    const had = before.find(one => one.id !== id && one.label.toLowerCase() === low)
    // Two that change places would both have the name for a moment.
    if (had) throw wrong(`data.${i}.label`, 'Another purpose has this name: save its new name first')
  }
  if (ids.size < before.length)
    throw wrong('data', 'A purpose is not taken away, since people have answered to it: retire it')
}

const wrong = (path: string, message: string) =>
  new AppError('rule-violated', { errors: [{ path, message }] })
