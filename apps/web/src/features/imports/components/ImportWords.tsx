import { type ComboboxData, Select } from '@mantine/core'
import type { FoundValue } from '../import.ts'
import classes from './ImportTable.module.css'

export interface ImportWordsProps {
  /** What the words are: "Word in the file". */
  heading: string
  words: FoundValue[]
  data: ComboboxData
  /** Null where nothing is like it yet. */
  meaningOf: (word: string) => string | null
  onChoose: (word: string, value: string) => void
}

/** Each word of a column and what it means here. */
export function ImportWords({ heading, words, data, meaningOf, onChoose }: ImportWordsProps) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{heading}</th>
          <th scope="col">Rows</th>
          <th scope="col">Becomes</th>
        </tr>
      </thead>
      <tbody>
        {words.map(({ value, count }) => (
          <tr key={value}>
            <th scope="row">{value}</th>
            <td>{count.toLocaleString('en-IN')}</td>
            <td>
              <Select
                size="sm"
                aria-label={`What ${value} becomes`}
                data={data}
                value={meaningOf(value)}
                allowDeselect={false}
                searchable
                placeholder="Not read"
                nothingFoundMessage="Nothing by that name."
                onChange={chosen => chosen !== null && onChoose(value, chosen)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
