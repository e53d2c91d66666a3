import { normalisePhone } from '../../normalise-phone.ts'

/** Countries whose phones files most often hold; tried beside the firm's own. */
const TRIED = ['IN', 'US', 'GB', 'AE', 'AU', 'CA', 'SG', 'DE', 'FR', 'BR', 'SA', 'QA', 'NZ', 'ZA']

/** How phones are written in North America: 660-485-0224, (415) 293-3313. Such a number may pass as an Indian mobile by chance. */
const AMERICAN = /^(\+?1[ .-]?)?(\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}/

export interface PhoneCountry {
  country: string
  why: string
}

/** The country that phones without a code are most likely of, with the reason in words; null when they do not tell. */
export function phoneCountryOf(phones: readonly string[], own: string): PhoneCountry | null {
  const local = phones.filter(phone => !/^\s*(\+|00)/.test(phone))
  const american = local.filter(phone => AMERICAN.test(phone)).length
  if (local.length > 0 && american >= 0.8 * local.length)
    return { country: 'US', why: americanWords(american, local.length) }
  if (local.length < 3) return null
  const valid = (country: string) => local.filter(phone => normalisePhone(phone, country) !== null).length
  const scored = [own, ...TRIED.filter(country => country !== own)].map(country => ({
    country,
    fits: valid(country),
  }))
  const [ours] = scored
  const best = scored.reduce((most, one) => (one.fits > most.fits ? one : most))
  if (!ours || best.fits < 0.5 * local.length) return null
  // Another country must fit clearly better than the firm's own.
  const chosen = best.fits > 1.2 * ours.fits ? best : ours
  return {
    country: chosen.country,
    why: `${chosen.fits} of ${local.length} phones are numbers of this country`,
  }
}

const americanWords = (count: number, all: number): string =>
  all === 1
    ? 'The only phone is written as in the United States'
    : `${count} of ${all} phones are written as in the United States`
