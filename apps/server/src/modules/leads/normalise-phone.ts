import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** A phone number in E.164 (`+919812345678`), or null when the text is none, or has anything else in it.
 *  A number without a country code is read as one of `country` (ISO 3166 alpha-2). */
export function normalisePhone(text: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(text.trim(), {
    defaultCountry: country as CountryCode,
    extract: false,
  })
  return parsed?.isPossible() && !parsed.ext ? parsed.number : null
}
