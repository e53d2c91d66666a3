import {
  type CountryCode,
  getCountries,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'

export type PhoneReading = { value: string | null; country?: string } | { error: string }

/** Reads a phone in any writing; one without a country code is taken as of `country` (ISO, two letters). Gives E.164. */
export function readPhone(text: string, country: string): PhoneReading {
  if (text.trim() === '') return { value: null }
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined
  const phone = parsePhoneNumberFromString(text, home)
  if (phone?.isValid()) return { value: phone.number, ...(phone.country && { country: phone.country }) }
  const foreign = text.trim().startsWith('+')
  return {
    error: foreign
      ? 'This is not a whole phone number of that country.'
      : `This is not a whole phone number in ${countryName(country)}. For another country begin with + and its code.`,
  }
}

/** "India", "United States". */
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}

/** Every country a phone can be of, by name. */
export const countryOptions = (): { value: string; label: string }[] =>
  getCountries()
    .map(value => ({ value, label: countryName(value) }))
    .sort((one, other) => one.label.localeCompare(other.label))
