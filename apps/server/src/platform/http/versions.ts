import { invalidInput } from '../errors.ts'

const MAX_VERSION = 2_147_483_647

/** The version an `If-Match` header asks for: `3`, `"3"` and `W/"3"` alike; none when it is absent or `*`.
 *  @throws AppError `invalid-input` when it is anything else. */
export function parseIfMatch(header: string | undefined): number | undefined {
  const text = header?.trim()
  if (text === undefined || text === '*') return undefined
  const version = Number(/^(?:W\/)?("?)([1-9]\d{0,9})\1$/.exec(text)?.[2])
  if (!(version <= MAX_VERSION)) {
    throw invalidInput('if-match', 'must be the version of the record, such as 3 or "3"')
  }
  return version
}

/** The `ETag` of a version. */
export function etag(version: number): string {
  return `"${version}"`
}
