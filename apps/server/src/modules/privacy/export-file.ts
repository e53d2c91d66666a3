import type { Connection } from '../../platform/database/database.ts'
import { csvCell } from '../../platform/http/csv-cell.ts'
import { type ZipEntry, zipStream } from '../../platform/storage/zip-stream.ts'
import type { LeadsDoor, Person, Told } from '../leads/index.ts'

interface Section {
  name: string
  label: string
  records: Told
}

/** All that is held on a person, as an archive: one page to read, the same for machines, a table of each kind, and their files. */
export async function personArchive(
  db: Connection,
  personal: LeadsDoor['personal'],
  person: Person,
  at: Date,
): Promise<AsyncGenerator<Uint8Array, void, undefined>> {
  const sections: Section[] = []
  for (const { name, label, tell } of personal.holdings) {
    const records = await tell(db, person)
    if (records.length > 0) sections.push({ name, label, records })
  }
  const text = (name: string, content: string): ZipEntry => ({
    name,
    at,
    async *open() {
      yield Buffer.from(content)
    },
  })
  const files = await personal.files(db, person)
  // Two may have the same name.
  const names = files.map(({ id, name }) => `${id}-${name.replace(/[\\/]/g, '_')}`)
  return zipStream([
    text('read-me.html', page(sections, names, at)),
    text(
      'data.json',
      JSON.stringify(
        {
          written_at: at.toISOString(),
          lead_ids: person.leadIds,
          client_ids: person.clientIds,
          ...Object.fromEntries(sections.map(({ name, records }) => [name, records])),
        },
        null,
        2,
      ),
    ),
    ...sections.map(({ name, records }) => text(`tables/${name}.csv`, table(records))),
    ...files.map((file, i) => ({ name: `files/${names[i]}`, at: file.at, open: file.open })),
  ])
}

const columnsOf = (records: Told): string[] => [...new Set(records.flatMap(record => Object.keys(record)))]

function words(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function table(records: Told): string {
  const columns = columnsOf(records)
  const line = (cells: readonly string[]) => `${cells.map(csvCell).join(',')}\r\n`
  return `\uFEFF${line(columns)}${records
    .map(record => line(columns.map(column => words(record[column]))))
    .join('')}`
}

const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
/** `lead.stage_changed`, `high_budget`. */
const CODE = /^[a-z]+([._][a-z]+)+$/

/** A value as a person reads it: no codes, no brackets. */
function readable(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (value instanceof Date) return `${DAY_AND_TIME.format(value)} UTC`
  if (Array.isArray(value)) return value.map(readable).filter(Boolean).join(', ')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, of]) => [name.replaceAll('_', ' '), readable(of)])
      .flatMap(([name, of]) => (of ? [`${name}: ${of}`] : []))
      .join('; ')
  const text = String(value)
  if (INSTANT.test(text)) return readable(new Date(text))
  return CODE.test(text) ? text.replace(/[._]/g, ' ') : text
}

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)

const STYLE = `:root{color-scheme:light dark}body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:15px/1.5 system-ui,sans-serif}
h2{margin-top:2rem;font-size:1.1rem}dl{display:grid;grid-template-columns:12rem 1fr;gap:.2rem 1rem;border-top:1px solid #8884;padding-top:.5rem}
dt{color:GrayText}dd{margin:0;overflow-wrap:anywhere}`

function page(sections: readonly Section[], files: readonly string[], at: Date): string {
  const record = (one: Record<string, unknown>) =>
    `<dl>${Object.entries(one)
      .map(([name, value]) => [name.replaceAll('_', ' '), readable(value)] as const)
      .filter(([, told]) => told !== '')
      .map(([name, told]) => `<dt>${escaped(name)}</dt><dd>${escaped(told)}</dd>`)
      .join('')}</dl>`
  const parts = sections.map(
    ({ label, records }) => `<h2>${escaped(label)}</h2>${records.map(record).join('')}`,
  )
  const listed = files.map(
    name => `<li><a href="files/${encodeURIComponent(name)}">${escaped(name)}</a></li>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>All that is held</title><style>${STYLE}</style><h1>All that is held</h1><p>Written on ${at.toISOString().slice(0, 10)}.</p>
${parts.join('\n')}${listed.length > 0 ? `<h2>Files</h2><ul>${listed.join('')}</ul>` : ''}</html>`
}
