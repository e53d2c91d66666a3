import {
  type CountryCode,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max'

/** A phone number in E.164 (`+919812345678`), or null when the text is none, or has anything else in it.
 *  A number without a country code is read as one of `country` (ISO 3166 alpha-2). */
export function normalisePhone(text: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(text.trim(), {
    defaultCountry: country as CountryCode,
    extract: false,
  })
  return parsed?.isPossible() && !parsed.ext ? parsed.number : null
}

/** Why `normalisePhone` takes a text for none, in words that go on from what it is: "is too short for a phone number". */
export function phoneProblem(text: string, country: string): string {
  const how = { defaultCountry: country as CountryCode, extract: false }
  if (parsePhoneNumberFromString(text.trim(), how)?.ext)
    return 'has an extension, and only a number that can be dialled as it is can be kept'
  const length = validatePhoneNumberLength(text.trim(), how)
  if (length === 'TOO_SHORT') return 'is too short for a phone number'
  return length === 'TOO_LONG' ? 'is too long for a phone number' : 'is not a phone number'
}
