import pg from 'pg'

// Array types are not among the ids that the types of `pg` know by name.
const TEXT_ARRAY: number = 1009
const INT8_ARRAY = 1016
const DATE_ARRAY = 1182
const NUMERIC_ARRAY = 1231

const textArray: (text: string) => (string | null)[] = pg.types.getTypeParser(TEXT_ARRAY)

const arrayOf =
  (parse: (text: string) => number) =>
  (text: string): (number | null)[] =>
    textArray(text).map(item => (item === null ? null : parse(item)))

/**
 * Ids and amounts arrive as numbers: ids stay far below 2^53, and numeric(14,2) has 16 digits at most, of which a double keeps 15 to 17.
 * @throws RangeError for a whole number that a double cannot hold
 */
function toNumber(text: string): number {
  const number = Number(text)
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER)
    throw new RangeError('a number from the database is too large')
  return number
}

const anyMoment: (text: string) => Date = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ)

/** `2026-11-28 10:37:29.123456+00`, as connections in UTC write it, by the parser of the engine, which takes a tenth of the time; years
 *  before 1000 and after 9999, and other zones, as `pg` does it. */
function toMoment(text: string): Date {
  const ms = text.endsWith('+00') ? Date.parse(`${text.slice(0, 10)}T${text.slice(11)}:00`) : Number.NaN
  return Number.isNaN(ms) ? anyMoment(text) : new Date(ms)
}

const own = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, toNumber],
  [INT8_ARRAY, arrayOf(toNumber)],
  [pg.types.builtins.NUMERIC, toNumber],
  [NUMERIC_ARRAY, arrayOf(toNumber)],
  [pg.types.builtins.TIMESTAMPTZ, toMoment],
  // A day has no time zone: 'YYYY-MM-DD' as PostgreSQL writes it.
  [pg.types.builtins.DATE, text => text],
  [DATE_ARRAY, textArray],
])

/** How values arrive: int8 and numeric as numbers, date as text, the rest as `pg` does it (timestamptz as Date, json parsed). */
export const parsers: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    const parser = format === 'binary' ? undefined : own.get(oid)
    return parser ?? pg.types.getTypeParser(oid, format)
  },
}
