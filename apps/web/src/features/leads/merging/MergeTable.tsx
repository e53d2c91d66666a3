import { Radio } from '@mantine/core'
import { When } from '../../../ui/When.tsx'
import type { Lead } from '../lead.ts'
import type { MergeChoice, MergeField, MergePreview } from './api.ts'
import classes from './MergeTable.module.css'
import { mergeFieldWord, sayMergeField } from './merge-words.ts'

export interface MergeTableProps {
  preview: MergePreview
  /** What was chosen by hand: shown at once, before the server has said what comes of it. */
  choices: MergeChoice['fields']
  /** Also fields in which there is nothing to choose. */
  isWhole: boolean
  onChoose: (field: MergeField, from: 'winner' | 'loser') => void
}

/** Field by field: both values, the choice where they differ, and what comes of it. */
export function MergeTable({ preview, choices, isWhole, onChoose }: MergeTableProps) {
  const { winner, loser, result } = preview
  const rows = preview.fields.filter(({ field, differs, chosen }) => {
    if (differs) return true
    if (!isWhole) return chosen !== 'winner' && sayMergeField(field, result) !== sayMergeField(field, winner)
    return sayMergeField(field, result) !== '—'
  })
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <td />
          <Head lead={winner} note="Stays" />
          <Head lead={loser} note="Becomes part of it" />
          <th scope="col" className={classes.head}>
            Result
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, differs, chosen }) => (
          <tr key={field} className={classes.row} data-differs={differs || undefined}>
            <th scope="row" className={classes.field}>
              {mergeFieldWord(field)}
            </th>
            {(['winner', 'loser'] as const).map(from => {
              const said = sayMergeField(field, from === 'winner' ? winner : loser)
              return (
                <td
                  key={from}
                  className={classes.value}
                  data-chosen={(differs && (choices[field] ?? chosen) === from) || undefined}
                >
                  {differs ? (
                    <Radio
                      name={field}
                      value={from}
                      checked={(choices[field] ?? chosen) === from}
                      label={said}
                      onChange={() => onChoose(field, from)}
                    />
                  ) : (
                    said
                  )}
                </td>
              )
            })}
            <td className={classes.result}>{sayMergeField(field, result)}</td>
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={4} className={classes.none}>
              The two say the same in every field.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function Head({ lead, note }: { lead: Lead; note: string }) {
  return (
    <th scope="col" className={classes.head}>
      <span className={classes.note}>{note}</span>
      <b>{lead.name}</b>
      <span className={classes.added}>
        Added <When at={lead.created_at} isInSentence />
      </span>
    </th>
  )
}
