import { ActionIcon, Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import classes from './SettingsParts.module.css'

export interface RowListProps<T> {
  items: readonly T[]
  onChange: (items: T[]) => void
  /** The fields of one row; `set` changes it. */
  children: (item: T, set: (change: Partial<T>) => void, index: number) => ReactNode
  /** Sets the fields side by side; the last column is for taking the row away. */
  className: string | undefined
  removeLabel: (item: T) => string
  /** Whether the last one may go. Default: yes. */
  mayBeEmpty?: boolean
  addLabel: string
  make: () => T
}

/** Rows that are filled in, added and taken away. Each keeps its fields and the focus in them whatever is typed or becomes of the others. */
export function RowList<T>(props: RowListProps<T>) {
  const { items, onChange, children, className, removeLabel, mayBeEmpty = true, addLabel, make } = props
  const [keys, setKeys] = useState(() => items.map(() => crypto.randomUUID()))
  const without = <Each,>(list: readonly Each[], index: number) => list.filter((_, i) => i !== index)
  return (
    <>
      <ul className={classes.rows}>
        {items.map((item, index) => (
          <li key={keys[index]} className={className}>
            {children(
              item,
              change => onChange(items.map((one, i) => (i === index ? { ...one, ...change } : one))),
              index,
            )}
            <ActionIcon
              variant="subtle"
              aria-label={removeLabel(item)}
              disabled={!mayBeEmpty && items.length === 1}
              onClick={() => {
                setKeys(without(keys, index))
                onChange(without(items, index))
              }}
            >
              <IconTrash size={16} stroke={1.75} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <div>
        <Button
          size="sm"
          onClick={() => {
            setKeys([...keys, crypto.randomUUID()])
            onChange([...items, make()])
          }}
        >
          {addLabel}
        </Button>
      </div>
    </>
  )
}
