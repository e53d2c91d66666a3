import type { CustomField } from './setup.ts'

/** Kinds of fields as a person chooses them. */
export const KIND_WORDS: Record<CustomField['kind'], string> = {
  text: 'Text',
  number: 'Number',
  money: 'Money',
  date: 'Date',
  choice: 'One of several options',
  multi_choice: 'Several options',
  yes_no: 'Yes or no',
}

export const hasOptions = (kind: CustomField['kind']): boolean => kind === 'choice' || kind === 'multi_choice'
