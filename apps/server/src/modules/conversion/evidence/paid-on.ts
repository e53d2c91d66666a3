import { Temporal } from 'temporal-polyfill'
import { AppError } from '../../../platform/errors.ts'

/** @param path of the day in the request
 *  @throws AppError "rule-violated" for a day that is still to come where the firm is */
export function checkPaidOn(
  day: string,
  { timeZone, now, path }: { timeZone: string; now: Date; path: string },
): void {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
  if (day <= today.toString()) return
  throw new AppError('rule-violated', {
    rule: 'paid-in-future',
    errors: [{ path, message: 'This day is still to come' }],
  })
}
