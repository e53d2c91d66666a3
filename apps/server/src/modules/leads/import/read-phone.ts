import { normalisePhone, phoneProblem } from '../normalise-phone.ts'

/** A number that a spreadsheet has written as `9.81E+09`. */
const SHORTENED = /^(\d)(?:[.,](\d+))?e\+?(\d{1,2})$/i
/** What stands between two numbers in one cell; ` ::: ` is Google's. */
const BETWEEN = /\s*(?:[/,;|\n]|:::|\bor\b)\s*/

/** Whether digits of a number are lost: a spreadsheet shows long numbers so, and writes them as it shows them. */
export function isShortened(text: string): boolean {
  const [, , decimals = '', power] = SHORTENED.exec(text.trim()) ?? []
  return power !== undefined && decimals.length < Number(power)
}

/** The phone numbers of a cell in E.164, one as a rule; without a country code they are of `country` (ISO 3166 alpha-2). What spreadsheets
 *  and programs put around a number is no part of it: an apostrophe, `tel:`, the `.0` of a number with decimals. */
export function readPhones(text: string, country: string): { phones: string[] } | { message: string } {
  if (isShortened(text))
    return {
      message:
        'was shortened by a spreadsheet and has lost digits: format the column as text and export it again',
    }
  const parts = text.split(BETWEEN).filter(part => part !== '')
  const [first, ...others] = parts.map(part => normalisePhone(plain(part), country))
  // `080/22334455` is one number: what stands before the stroke is none.
  if (typeof first === 'string' && others.length > 0)
    return others.every(other => other !== null)
      ? { phones: [...new Set([first, ...others])] }
      : { message: 'holds more than one number, and not all of them are phone numbers' }
  const one = normalisePhone(plain(text), country)
  return one === null ? { message: phoneProblem(plain(text), country) } : { phones: [one] }
}

function plain(text: string): string {
  const [, first = '', decimals = '', power] = SHORTENED.exec(text) ?? []
  if (power !== undefined) return `${first}${decimals}`
  return text.replace(/^(?:'|tel:)\s*/i, '').replace(/^(\+?\d{7,15})\.0+$/, '$1')
}
