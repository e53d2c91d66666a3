import { formatMoney } from '../format-money.ts'
import type { FigureKind } from './report-kinds.ts'

/** A figure in words: `1,204`, `18.2%`, `₹12.5 L`, `1 h 5 min`, `12 d`; nothing is `—`. */
export function sayFigure(value: number | null, kind: FigureKind, currency: string): string {
  if (value === null) return '—'
  if (kind === 'share') return `${(value * 100).toLocaleString('en-IN', { maximumFractionDigits: 1 })}%`
  if (kind === 'money') return formatMoney(value, currency)
  if (kind === 'days') return `${value.toLocaleString('en-IN')} d`
  if (kind === 'count') return value.toLocaleString('en-IN')
  if (value < 60) return `${value} min`
  const minutes = value % 60
  return `${Math.floor(value / 60)} h${minutes ? ` ${minutes} min` : ''}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A period by its first day: `Mar 2026`, `5 Mar`; an hour of the week: `Monday 5 pm`. */
export function sayPeriod(label: string): string {
  const [, weekday, hour] = /^([A-Z][a-z]+day) (\d{1,2}):00$/.exec(label) ?? []
  if (weekday) return `${weekday} ${Number(hour) % 12 || 12} ${Number(hour) < 12 ? 'am' : 'pm'}`
  const [, year, month, day] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(label) ?? []
  if (!year) return label
  const name = MONTHS[Number(month) - 1] ?? ''
  return day ? `${Number(day)} ${name}` : `${name} ${year}`
}
