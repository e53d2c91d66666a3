import type { Transaction } from '../../../platform/database/database.ts'
import type { Author, GivenToLead, LeadsDoor, ManyConverter } from '../../leads/index.ts'
import type { ConvertBody } from '../conversion.schemas.ts'
import { type ConversionService, UNDO_DAYS } from '../conversion.service.ts'
import { findConversion } from '../conversions.repository.ts'

export interface ManyConversionsNeeds {
  leads: Pick<LeadsDoor, 'conversion'>
  service: Pick<ConversionService, 'make' | 'undo'>
}

/** Converts leads of a bulk change, each as a single one is: only what their clients are found by is held for all of them at first, so that
 *  two changes that share clients wait for each other and never cross. */
export function manyConversions({ leads, service }: ManyConversionsNeeds): ManyConverter {
  return {
    undoDays: UNDO_DAYS,
    hold: (tx, ids, given) => leads.conversion.holdContacts(tx, ids, id => given.get(id)?.fields),
    async convert(tx: Transaction, by: Author, leadId: number, { version, ...given }) {
      const { isNew, conversion, row } = await service.make(tx, by, leadId, bodyOf(given), version)
      return isNew ? { conversionId: conversion.id, version: row.version } : null
    },
    async undo(tx, by, leadId, conversionId) {
      if ((await findConversion(tx, leadId))?.id !== conversionId) return false
      await service.undo(tx, by, leadId)
      return true
    },
  }
}

/** What was given has been held against the schema when the change was asked for. */
const bodyOf = ({ fields, evidence, note }: Omit<GivenToLead, 'lead_id'> & { note?: string | undefined }) =>
  ({
    ...(fields && { fields }),
    ...(evidence && { evidence }),
    ...(note !== undefined && { note }),
  }) as ConvertBody
