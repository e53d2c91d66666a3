import { readPhone } from './phone.ts'

/** What was typed, as the API takes it, or what is wrong with it. */
export type Reading<T> = { value: T } | { error: string }
export type FieldReader<T> = (text: string) => Reading<T>

/** Text of at most so many letters; empty is none. */
export const readText =
  (max: number): FieldReader<string | null> =>
  text =>
    text.trim().length > max
      ? { error: `At most ${max} letters; these are ${text.trim().length}.` }
      : { value: text.trim() || null }

export const readName: FieldReader<string> = text => {
  const reading = readText(100)(text)
  if ('error' in reading) return reading
  return reading.value === null ? { error: 'A lead needs a name.' } : { value: reading.value }
}

export const readEmail: FieldReader<string | null> = text => {
  const email = text.trim()
  if (email === '') return { value: null }
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(email) && email.length <= 254
    ? { value: email }
    : { error: 'Write the whole e-mail, such as asha@example.com.' }
}

export const readPhoneIn =
  (country: string): FieldReader<string | null> =>
  text => {
    const reading = readPhone(text, country)
    return 'error' in reading ? reading : { value: reading.value }
  }

/** "1,420", "1420 sq ft". */
export const readArea: FieldReader<number | null> = text => {
  const plain = text.replace(/sq\.?\s*f(ee)?t\.?$/i, '').replace(/[,\s]/g, '')
  if (plain === '') return { value: null }
  const area = Number(plain)
  return Number.isInteger(area) && area >= 1 && area <= 10_000_000
    ? { value: area }
    : { error: 'A whole number of square feet, such as 1,420.' }
}
