import type { Figure, ReportView } from '@optimwalls/contract/reports'

export interface HeatCell {
  received: Figure
  /** Short enough for a cell; `?` where nobody was answered. */
  text: string
  /** 0 fast to 6 slow; undefined where nobody was answered. */
  shade: number | undefined
  /** "median 12 min". */
  words: string
}

export interface HeatModel {
  /** Of the day, the first to the last at which leads came. */
  hours: readonly number[]
  /** None where no lead came. The weekday counts from 0, Monday. */
  cell(weekday: number, hour: number): HeatCell | undefined
}

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** The hour over its column: `9 am`, `10`, `12 pm`. */
export const sayHour = (hour: number, first: number): string =>
  `${hour % 12 || 12}${hour === first || hour === 12 ? (hour < 12 ? ' am' : ' pm') : ''}`

/** How long leads wait, by weekday and hour of their arrival. The shade of a wait is the seventh of all waits that it is in, so that the
 *  slowest hours of any firm stand out. */
export function heatModel(view: ReportView): HeatModel {
  const median = view.columns.findIndex(column => column.name === 'response_median')
  const received = view.columns.findIndex(column => column.name === 'received')
  const rows = new Map(view.rows.map(row => [row.key, row.figures]))
  const waits = view.rows.flatMap(row => row.figures[median]?.value ?? []).sort((a, b) => a - b)
  const shadeOf = (wait: number) =>
    Math.min(6, Math.floor((7 * waits.findIndex(one => one >= wait)) / waits.length))
  const hours = view.rows.map(row => Number(row.key.split('-')[1]))
  const first = Math.min(...hours)
  return {
    hours: Array.from({ length: Math.max(...hours) - first + 1 }, (_, place) => first + place),
    cell(weekday, hour) {
      const figures = rows.get(`${weekday + 1}-${hour}`)
      const [all, wait] = [figures?.[received], figures?.[median]]
      if (!all) return undefined
      const minutes = wait?.value ?? null
      return {
        received: all,
        text: minutes === null ? '?' : inShort(minutes),
        shade: minutes === null ? undefined : shadeOf(minutes),
        words: minutes === null ? 'none answered' : `median ${wait?.text}`,
      }
    },
  }
}

function inShort(minutes: number): string {
  if (minutes < 100) return String(minutes)
  const hours = minutes / 60
  return `${hours < 10 ? Math.round(hours * 10) / 10 : Math.round(hours)} h`
}
