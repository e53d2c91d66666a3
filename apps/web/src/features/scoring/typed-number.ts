/** What stands in a field of a number; NaN while it is empty, which the server refuses by name. */
export const typedNumber = (typed: number | string): number => (typed === '' ? Number.NaN : Number(typed))

/** What a field shows of it. */
export const shownNumber = (value: number): number | '' => (Number.isNaN(value) ? '' : value)
