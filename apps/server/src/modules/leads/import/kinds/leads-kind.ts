import type { Crypto } from '../../../../platform/crypto/crypto.ts'
import type { LeadReader } from '../../lead-reader.ts'
import type { LeadNeighbours } from '../../leads.neighbours.ts'
import type { LeadService } from '../../leads.service.ts'
import type { LossCatalogue } from '../../losses/loss-catalogue.ts'
import type { TagCatalogue } from '../../tags/tag-catalogue.ts'
import type { ImportMapping } from '../imports.schemas.ts'
import { applyLeads } from './apply-leads.ts'
import type { ImportKind, Reading } from './import-kind.ts'
import { toImportedLead } from './imported-lead.ts'
import { LEAD_FIELDS } from './lead-fields.ts'
import { type LeadPlan, planLeads } from './plan-leads.ts'
import { ReadyLead } from './ready-lead.ts'
import { undoLeads } from './undo-leads.ts'
import { withoutUnchanged } from './update-lead.ts'

export interface LeadKindNeeds {
  crypto: Crypto
  neighbours: LeadNeighbours
  reader: LeadReader
  service: LeadService
  tags: TagCatalogue
  losses: LossCatalogue
}

/** Leads of another system. A row is known again by its id there, else by phone or e-mail. */
export function leadsKind(needs: LeadKindNeeds): ImportKind<LeadPlan> {
  const ahead = new WeakMap<Reading, ReadyLead>()
  const readyOf = (mapping: ImportMapping, row: Reading) =>
    ahead.get(row) ?? new ReadyLead(needs.crypto, toImportedLead(row, mapping))
  return {
    name: 'leads',
    label: 'Leads',
    words: 'People who asked for a design: names, phones, where they came from, how far they are.',
    filesCalled: /\b(leads?|contacts?|customers?|clients?|prospects?|accounts?|[ei]nquir\w+)\b/,
    knownBy: ['phone', 'further_phone', 'email'],
    fields: LEAD_FIELDS,
    needs: [
      {
        oneOf: ['name', 'first_name', 'last_name'],
        unmapped: 'one column must be the name',
        empty: 'is empty',
      },
    ],
    prepare(mapping, row) {
      const ready = readyOf(mapping, row)
      ready.prepare()
      ahead.set(row, ready)
    },
    async plan(db, run, rows) {
      const ready = rows.map(row => readyOf(run.mapping, row))
      const decisions = await planLeads(db, run, ready)
      return run.isTry ? withoutUnchanged(needs, db, run, decisions) : decisions
    },
    apply: (tx, run, decisions) => applyLeads(needs, tx, run, decisions),
    undo: (tx, run, records) => undoLeads(needs, tx, run, records),
  }
}
