import type { KeyboardEvent } from 'react'
import { formatMoneyInFull } from '../../../lib/format-money.ts'
import { type LackingLead, partsOf, type Typed } from '../convert-many.ts'
import { SIGNED } from '../evidence.ts'
import { partLabel } from '../required-fields.ts'
import classes from './ConvertManyTable.module.css'
import { MoveField } from './MoveField.tsx'

export interface ConvertManyTableProps {
  leads: readonly LackingLead[]
  /** What any of them lacks, by path. */
  columns: readonly string[]
  typed: ReadonlyMap<number, Typed>
  /** What was refused, by lead and path. */
  errors: ReadonlyMap<string, string>
  onType: (leadId: number, path: string, value: string) => void
}

/** What each lead lacks, a line each; on a phone a card each. Enter goes down the column, ⌘↵ converts. */
export function ConvertManyTable({ leads, columns, typed, errors, onType }: ConvertManyTableProps) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} onKeyDown={goDown}>
        <caption>What is still missing, by lead</caption>
        <thead>
          <tr>
            <th scope="col">Lead</th>
            {columns.map(path => (
              <th key={path} scope="col">
                {partLabel(path)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {leads.map((lead, row) => {
            const values = typed.get(lead.lead_id) ?? {}
            const parts = partsOf(lead, values)
            return (
              <tr key={lead.lead_id}>
                <th scope="row">{lead.name}</th>
                {columns.map(path => (
                  <td key={path} data-met={!parts.includes(path) || undefined}>
                    {parts.includes(path) ? (
                      <MoveField
                        path={path}
                        of={lead.name}
                        leadId={lead.lead_id}
                        value={values[path] ?? ''}
                        error={errors.get(`${lead.lead_id} ${path}`) ?? false}
                        isFirst={row === 0 && path === parts[0]}
                        {...(path === SIGNED &&
                          lead.quote_to_sign && { hint: quoteWords(lead.quote_to_sign) })}
                        onChange={value => onType(lead.lead_id, path, value)}
                      />
                    ) : (
                      <span className={classes.met} title="Nothing missing">
                        ✓
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const quoteWords = ({ version, amount, currency }: NonNullable<LackingLead['quote_to_sign']>): string =>
  `Version ${version}: ${formatMoneyInFull(amount, currency)}`

/** Enter in a field goes to the same one of the next lead that lacks it; a list of choices keeps its own Enter. */
function goDown(event: KeyboardEvent<HTMLTableElement>): void {
  const field = event.target as HTMLElement
  const part = field.dataset.part
  if (event.key !== 'Enter' || part === undefined) return
  if (event.metaKey || event.ctrlKey) {
    event.preventDefault()
    field.closest('form')?.requestSubmit()
    return
  }
  if (field.getAttribute('aria-haspopup') === 'listbox') return
  event.preventDefault()
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(`[data-part="${part}"]`)]
  all[all.indexOf(field) + 1]?.focus()
}
