import { Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { When } from '../../../ui/When.tsx'
import type { Lead } from '../lead.ts'
import { fieldsQuery } from '../setup.ts'
import type { MergeChoice, MergeField, MergePreview } from './api.ts'
import classes from './MergeTable.module.css'
import { mergeFieldWord, sayMergeCustom, sayMergeField } from './merge-words.ts'

export interface MergeTableProps {
  preview: MergePreview
  /** What was chosen by hand: shown at once, before the server has said what comes of it. */
  choices: Pick<MergeChoice, 'fields' | 'custom'>
  /** Also fields in which there is nothing to choose. */
  isWhole: boolean
  onChoose: (field: MergeField, from: Side) => void
  onChooseCustom: (key: string, from: Side) => void
}

type Side = 'winner' | 'loser'

/** A field of the table, one of every lead or one of the firm's own. */
interface Row {
  name: string
  word: string
  differs: boolean
  /** Where the result comes from. */
  chosen: string
  say: (lead: Lead) => string
  choose: (from: Side) => void
}

/** Field by field: both values, the choice where they differ, and what comes of it. */
export function MergeTable({ preview, choices, isWhole, onChoose, onChooseCustom }: MergeTableProps) {
  const { winner, loser, result } = preview
  const defined = useQuery(fieldsQuery).data
  const plain = preview.fields.map(
    ({ field, differs, chosen }): Row => ({
      name: field,
      word: mergeFieldWord(field),
      differs,
      chosen: choices.fields[field] ?? chosen,
      say: lead => sayMergeField(field, lead),
      choose: from => onChoose(field, from),
    }),
  )
  const custom = preview.custom.map(({ key, differs, chosen }): Row => {
    const field = defined?.find(one => one.key === key)
    return {
      name: `custom.${key}`,
      word: field?.label ?? key,
      differs,
      chosen: choices.custom[key] ?? chosen,
      say: lead => sayMergeCustom(key, field, lead),
      choose: from => onChooseCustom(key, from),
    }
  })
  const rows = [...plain, ...custom].filter(({ differs, chosen, say }) => {
    if (differs) return true
    if (!isWhole) return chosen !== 'winner' && say(result) !== say(winner)
    return say(result) !== '—'
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
        {rows.map(({ name, word, differs, chosen, say, choose }) => (
          <tr key={name} className={classes.row} data-differs={differs || undefined}>
            <th scope="row" className={classes.field}>
              {word}
            </th>
            {(['winner', 'loser'] as const).map(from => {
              const said = say(from === 'winner' ? winner : loser)
              return (
                <td
                  key={from}
                  className={classes.value}
                  data-chosen={(differs && chosen === from) || undefined}
                >
                  {differs ? (
                    <Radio
                      name={name}
                      value={from}
                      checked={chosen === from}
                      label={said}
                      onChange={() => choose(from)}
                    />
                  ) : (
                    said
                  )}
                </td>
              )
            })}
            <td className={classes.result}>{say(result)}</td>
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
