import { CARD_COLUMNS, type Card, emptyCard, rowOfCard } from './contact-card.ts'
import type { TableRow } from './table-row.ts'
import { phoneOf } from './vcard-reader.ts'

/** Whether a parsed JSON text is a contact or a list of contacts in jCard (RFC 7095). */
export const isJCard = (json: unknown): json is unknown[] =>
  Array.isArray(json) && (json[0] === 'vcard' || (Array.isArray(json[0]) && json[0][0] === 'vcard'))

/** The contacts of a jCard file, as a table with a header; `line` is the number of the card. */
export function* readJCards(json: readonly unknown[]): Generator<TableRow> {
  yield { line: 1, cells: [...CARD_COLUMNS] }
  const cards = json[0] === 'vcard' ? [json] : json
  for (const [i, card] of cards.entries()) {
    const properties = Array.isArray(card) && Array.isArray(card[1]) ? card[1] : []
    const read = emptyCard()
    for (const property of properties) if (Array.isArray(property)) note(read, property)
    if (!read.isGroup) yield { line: i + 1, cells: rowOfCard(read) }
  }
}

function note(card: Card, [name, parameters, , ...values]: unknown[]): void {
  const types = typesOf(parameters)
  const parts = partsOf(values[0])
  const text = parts.filter(Boolean).join(', ')
  switch (name) {
    case 'kind':
      card.isGroup = /^group$/i.test(text)
      break
    case 'fn':
      card.fullName ||= text
      break
    case 'n':
      card.name = parts
      break
    case 'nickname':
      card.nickname ||= text
      break
    case 'email':
      card.emails.push({ value: text, types })
      break
    case 'tel':
      card.phones.push({ value: phoneOf(text), types })
      break
    case 'adr':
      card.addresses.push({ parts, types })
      break
    case 'org':
      card.company ||= text
      break
    case 'title':
      card.title ||= text
      break
    case 'categories':
      card.labels ||= values.map(String).join(', ')
      break
    case 'url':
      card.website ||= text
      break
    case 'note':
      card.notes ||= text.slice(0, 2000)
      break
    case 'uid':
      card.uid ||= text
      break
  }
}

function typesOf(parameters: unknown): string {
  if (typeof parameters !== 'object' || parameters === null) return ''
  const { type = '', pref } = parameters as { type?: unknown; pref?: unknown }
  return `${[type].flat().map(String).join(',').toUpperCase()}${pref === undefined ? '' : ',PREF'}`
}

const partsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).map(part =>
    Array.isArray(part) ? part.map(String).join(' ') : part == null ? '' : String(part),
  )
