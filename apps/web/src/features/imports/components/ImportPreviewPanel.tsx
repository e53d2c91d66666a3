import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { formatMoneyInFull } from '../../../lib/format-money.ts'
import { formatPhone } from '../../../lib/format-phone.ts'
import { formatDay } from '../../../lib/format-time.ts'
import {
  countOf,
  type ImportKind,
  type ImportMapping,
  type ImportPreview,
  labelOf,
  things,
} from '../import.ts'
import { ImportFigures } from './ImportFigures.tsx'
import type { ImportChoices } from './ImportMappingForm.tsx'
import panel from './ImportPreviewPanel.module.css'
import { ImportReasons } from './ImportReasons.tsx'
import classes from './ImportTable.module.css'

export interface ImportPreviewPanelProps extends Pick<ImportChoices, 'people' | 'places'> {
  preview: ImportPreview
  /** Rows of the file. */
  total: number
  kind: ImportKind
  mapping: ImportMapping
  /** Tries again without the values that cannot be read. */
  onLeaveOut: () => void
}

const DOES = { create: 'New', update: 'Changed', match: 'There already', refuse: 'Refused' } as const

/** The first rows as they would become, and what the import would do with all. */
export function ImportPreviewPanel({
  preview,
  total,
  kind,
  mapping,
  people,
  places,
  onLeaveOut,
}: ImportPreviewPanelProps) {
  const head = useRef<HTMLElement>(null)
  useEffect(() => {
    head.current?.scrollIntoView({ block: 'start', behavior: 'smooth' })
  }, [])
  const rows = [
    ...preview.rows.filter(({ does }) => does !== 'refuse').slice(0, 8),
    ...preview.rows.filter(({ does }) => does === 'refuse').slice(0, 4),
  ]
  const words = new Map(
    places.flatMap(({ items }) => items.map(({ value, label }) => [value, label] as const)),
  )
  const say: Record<string, (value: unknown) => string> = {
    phone: value =>
      [value]
        .flat()
        .map(one => formatPhone(String(one)))
        .join(', '),
    place: value => words.get(String(value)) ?? String(value),
    person: value => people.find(({ id }) => id === value)?.name ?? 'Nobody yet',
    amount: value => formatMoneyInFull(Number(value)),
    past: value => formatDay(String(value)),
    instant: value => formatDay(String(value)),
    day: value => formatDay(String(value)),
  }
  const filled = new Set([...Object.values(mapping.columns), ...Object.keys(mapping.composed ?? {})])
  const fields = kind.fields.filter(({ name }) => filled.has(name)).slice(0, 9)
  const cell = (values: Record<string, unknown>, { name, type, choices }: ImportKind['fields'][number]) => {
    const value = values[name]
    if (value === null || value === undefined || value === '') return '—'
    const label = choices.find(choice => choice.value === value)?.label
    return label ?? say[type]?.(value) ?? (Array.isArray(value) ? value.join(', ') : String(value))
  }

  return (
    <section ref={head} className={panel.panel} aria-label="What happens">
      <h2 className={panel.title}>What happens</h2>
      {preview.checked < total && (
        <p className={panel.words}>
          Looked at the first {countOf(preview.checked)} of {things(total, kind)}; the others are checked
          while they come in.
        </p>
      )}
      <ImportFigures
        figures={[
          ['New', preview.would_create],
          ['Changed', preview.would_update],
          ['There already, left out', preview.would_match],
          ['Refused', preview.would_refuse],
        ]}
      />
      {preview.unrecognised > 0 && (
        <p className={mapping.fingerprint ? panel.words : panel.warning}>
          {unrecognisedWords(preview.unrecognised, kind, mapping)}
        </p>
      )}
      {preview.other_names && <p className={panel.warning}>{otherNameWords(preview.other_names)}</p>}
      <ImportReasons reasons={preview.reasons} kind={kind} />
      {mapping.bad_values !== 'leave_out' && preview.would_take > 0 && (
        <Button className={panel.leaveOut} variant="default" onClick={onLeaveOut}>
          {preview.would_take === 1 ? 'Take the row' : `Take ${countOf(preview.would_take)} rows`} without
          what cannot be read
        </Button>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by key */}
      <section className={classes.scroll} tabIndex={0} aria-label="Some rows as they would become">
        <table className={`${classes.table} ${classes.preview}`}>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Becomes</th>
              {fields.map(({ name, label }) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, lead, does, problems }) => (
              <tr key={line}>
                <td>{line}</td>
                <td className={does === 'refuse' ? classes.problem : undefined}>
                  {DOES[does]}
                  {problems[0] && `: ${labelOf(kind, problems[0].path)} ${problems[0].message}`}
                </td>
                {fields.map(field => (
                  <td key={field.name}>{cell(lead, field)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

/** What comes of rows that nothing but their content tells apart. */
function unrecognisedWords(count: number, kind: ImportKind, { fingerprint }: ImportMapping): string {
  const lacking = kind.can_flag ? 'neither id, phone nor e-mail' : 'no id'
  const rows = count === 1 ? `1 new row has ${lacking}.` : `${countOf(count)} new rows have ${lacking}.`
  return fingerprint
    ? `${rows} The same row is known again by its content; in another file, or changed since, it comes in a second time.`
    : `${rows} They cannot be known again: importing this file twice would bring them in twice, unless you switch on “Know rows again by their content”.`
}

/** Ids of two systems may be the same numbers. */
function otherNameWords({ count, line }: NonNullable<ImportPreview['other_names']>): string {
  const rows =
    count === 1
      ? `1 row has the id of a lead that is called something else here (line ${countOf(line)}).`
      : `${countOf(count)} rows have ids of leads that are called something else here (first at line ${countOf(line)}).`
  return `${rows} If the file is from another system, give it a name of its own under “Where the ids are from”.`
}
