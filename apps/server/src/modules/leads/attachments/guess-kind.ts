import type { FileKind } from './attachments.schemas.ts'

const PLAN = /\b(?:floor|plans?|layouts?|elevations?|sections?|drawings?|naksha)\b/i
const QUOTE = /\b(?:quotes?|quotations?|estimates?|boq|proposals?|invoices?)\b/i

/** What a file is likely to be, by what it is and what it is called; whoever added it may say otherwise. */
export function guessKind(name: string, type: string): FileKind {
  const words = name.replace(/[_\-.\d]+/g, ' ')
  if (type === 'image/vnd.dwg' || PLAN.test(words)) return 'floor_plan'
  if (QUOTE.test(words)) return 'quote'
  return type.startsWith('image/') ? 'photo' : 'other'
}
