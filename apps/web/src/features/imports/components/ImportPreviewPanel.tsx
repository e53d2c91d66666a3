import { useEffect, useRef } from 'react'
import { formatPhone } from '../../../lib/format-phone.ts'
import { formatDay } from '../../../lib/format-time.ts'
import type { ImportPreview } from '../import.ts'
import type { ImportChoices } from './ImportMappingForm.tsx'
import panel from './ImportPreviewPanel.module.css'
import classes from './ImportTable.module.css'

export interface ImportPreviewPanelProps extends Pick<ImportChoices, 'people' | 'places'> {
  preview: ImportPreview
}

const number = (value: number) => value.toLocaleString('en-IN')

/** The first rows as they would become, and what the import would do with all. */
export function ImportPreviewPanel({ preview, people, places }: ImportPreviewPanelProps) {
  const rows = preview.rows.slice(0, 10)
  const head = useRef<HTMLElement>(null)
  useEffect(() => {
    head.current?.scrollIntoView({ block: 'start', behavior: 'smooth' })
  }, [])
  const words = new Map(
    places.flatMap(({ items }) => items.map(({ value, label }) => [value, label] as const)),
  )
  const say: Record<string, (value: unknown) => string> = {
    phone: value => formatPhone(String(value)),
    status: value => words.get(String(value)) ?? String(value),
    assigned_to: value => people.find(({ id }) => id === value)?.name ?? String(value),
    created_at: value => formatDay(String(value)),
  }
  const cell = (lead: Record<string, unknown>, field: string) => {
    const value = lead[field]
    return value === null || value === undefined || value === ''
      ? '—'
      : (say[field]?.(value) ?? String(value))
  }

  const isAnyRefused = rows.some(({ problems }) => problems.length > 0)

  return (
    <section ref={head} className={panel.panel} aria-label="What happens">
      <h2 className={panel.title}>What happens</h2>
      <dl className={panel.figures}>
        <Figure label="New leads" value={preview.would_create} />
        <Figure label="There already, left out" value={preview.would_match} />
        <Figure label="Refused" value={preview.would_refuse} />
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by key */}
      <section className={classes.scroll} tabIndex={0} aria-label="First rows">
        <table className={`${classes.table} ${classes.preview}`}>
          <thead>
            <tr>
              <th scope="col">Line</th>
              {isAnyRefused && <th scope="col">Refused because</th>}
              {FIELDS.map(([field, label]) => (
                <th key={field} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, lead, problems }) => (
              <tr key={line}>
                <td>{line}</td>
                {isAnyRefused && (
                  <td className={problems.length > 0 ? classes.problem : undefined}>
                    {problems.map(({ message }) => message).join('; ') || '—'}
                  </td>
                )}
                {FIELDS.map(([field]) => (
                  <td key={field}>{cell(lead, field)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

const FIELDS = [
  ['name', 'Name'],
  ['phone', 'Phone'],
  ['email', 'E-mail'],
  ['location', 'City'],
  ['status', 'Status'],
  ['assigned_to', 'Owner'],
  ['source', 'Source'],
  ['created_at', 'Added'],
] as const

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{number(value)}</dd>
    </div>
  )
}
