import type { Crypto } from '../../../../platform/crypto/crypto.ts'
import { sealContact } from '../../contact.ts'
import { contactTerms, leadTerms } from '../../lead-terms.ts'
import { type ImportedLead, mergedLead } from './imported-lead.ts'

/** A lead of a file with what its text comes to, each worked out when it is first asked for. */
export class ReadyLead {
  readonly lead: ImportedLead
  readonly #crypto: Crypto
  #contactTerms: readonly string[] | undefined
  #found: ReturnType<typeof leadTerms> | undefined
  #sealed: ReturnType<typeof sealContact> | undefined

  constructor(crypto: Crypto, lead: ImportedLead) {
    this.#crypto = crypto
    this.lead = lead
  }

  /** Works out all of it, so that nobody waits for it when the lead is written. */
  prepare(): void {
    void [this.found, this.sealed]
  }

  /** With what a later row says of it. */
  with(later: ImportedLead): ReadyLead {
    return new ReadyLead(this.#crypto, mergedLead(this.lead, later))
  }

  get contactTerms(): readonly string[] {
    this.#contactTerms ??= contactTerms(this.#crypto, this.lead.contact)
    return this.#contactTerms
  }

  /** What finds it. */
  get found(): ReturnType<typeof leadTerms> {
    const { name, columns, contact } = this.lead
    this.#found ??= leadTerms(
      this.#crypto,
      { name, location: columns.location ?? null, contact },
      this.contactTerms,
    )
    return this.#found
  }

  get sealed(): ReturnType<typeof sealContact> {
    this.#sealed ??= sealContact(this.#crypto, this.lead.contact)
    return this.#sealed
  }
}
