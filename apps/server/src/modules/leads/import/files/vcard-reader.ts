import { CARD_COLUMNS, type Card, emptyCard, rowOfCard } from './contact-card.ts'
import type { TableRow } from './table-row.ts'
import { parseProperty, plainText, structured, unfolded, type VCardProperty } from './vcard-text.ts'

/** The contacts of a vCard file (2.1, 3.0, 4.0), as a table with a header. Photos, sounds and keys are left out. */
export async function* readVCards(text: AsyncIterable<string>): AsyncGenerator<TableRow> {
  yield { line: 1, cells: [...CARD_COLUMNS] }
  let card: { line: number; card: Card; depth: number } | undefined
  for await (const { line, text: written } of unfolded(text)) {
    const property = parseProperty(written)
    if (!property) continue
    const isCard = /^VCARD$/i.test(property.value.trim())
    if (property.name === 'BEGIN' && isCard) {
      // A card within a card (AGENT of 2.1) is no contact of its own.
      if (card) card.depth++
      else card = { line, card: emptyCard(), depth: 0 }
    } else if (property.name === 'END' && isCard && card) {
      if (card.depth > 0) card.depth--
      else {
        if (!card.card.isGroup) yield { line: card.line, cells: rowOfCard(card.card) }
        card = undefined
      }
    } else if (card?.depth === 0) note(card.card, property)
  }
  if (card && !card.card.isGroup) yield { line: card.line, cells: rowOfCard(card.card) }
}

function note(card: Card, { name, parameters, value }: VCardProperty): void {
  const types = `${parameters.get('TYPE') ?? ''}${parameters.has('PREF') ? ',PREF' : ''}`
  const text = plainText(value)
  switch (name) {
    case 'KIND':
      card.isGroup = /^group$/i.test(text)
      break
    case 'FN':
      card.fullName ||= text
      break
    case 'N':
      if (card.name.length === 0) card.name = structured(value)
      break
    case 'NICKNAME':
      card.nickname ||= text
      break
    case 'EMAIL':
      if (text) card.emails.push({ value: text.replace(/^mailto:/i, ''), types })
      break
    case 'TEL':
      if (text) card.phones.push({ value: phoneOf(text), types })
      break
    case 'ADR':
      card.addresses.push({ parts: structured(value), types })
      break
    case 'ORG':
      card.company ||= structured(value).filter(Boolean).join(', ')
      break
    case 'TITLE':
      card.title ||= text
      break
    case 'CATEGORIES':
      card.labels ||= text
      break
    case 'URL':
      card.website ||= text
      break
    case 'NOTE':
      card.notes ||= text.slice(0, 2000)
      break
    case 'UID':
      card.uid ||= text
      break
  }
}

/** `tel:+1-418-656-9254;ext=102` is a number with an extension. */
export const phoneOf = (text: string): string =>
  text.replace(/^tel:/i, '').replace(/;ext=(\d+).*$/i, ' ext. $1')
