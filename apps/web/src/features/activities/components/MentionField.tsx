import { Combobox, Textarea, useCombobox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { nameableQuery } from '../api.ts'

export interface MentionFieldProps {
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
  /** Told with each name that is chosen. */
  onMention: (person: { id: number; name: string }) => void
  onSubmit?: () => void
  className?: string
  minRows?: number
}

const SHOWN = 6

/** Words with `@` before the names of colleagues: after it they are offered, by arrow keys and Enter too. */
export function MentionField(props: MentionFieldProps) {
  const { label, placeholder, value, onChange, onMention, onSubmit, className, minRows = 1 } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() })
  const { data: people = [] } = useQuery({ ...nameableQuery, enabled: typed !== null })
  const found =
    typed === null
      ? []
      : people.filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase())).slice(0, SHOWN)

  function look() {
    const before = value.slice(0, field.current?.selectionStart ?? value.length)
    setTypedFrom(before)
  }
  function setTypedFrom(before: string) {
    const match = /(?:^|\s)@([\p{L} ]{0,20})$/u.exec(before)
    setTyped(match?.[1] ?? null)
    if (match) box.openDropdown()
    else box.closeDropdown()
  }

  function choose(id: string) {
    const person = people.find(one => String(one.id) === id)
    const caret = field.current?.selectionStart ?? value.length
    if (!person || typed === null) return
    const start = caret - typed.length
    onChange(`${value.slice(0, start)}${person.name} ${value.slice(caret)}`)
    onMention(person)
    setTyped(null)
    box.closeDropdown()
    field.current?.focus()
  }

  return (
    <Combobox store={box} onOptionSubmit={choose} position="bottom-start" withinPortal>
      <Combobox.Target>
        <Textarea
          ref={field}
          aria-label={label}
          placeholder={placeholder}
          autosize
          minRows={minRows}
          maxRows={8}
          maxLength={10_000}
          classNames={className ? { input: className } : {}}
          value={value}
          onChange={event => {
            onChange(event.currentTarget.value)
            setTypedFrom(event.currentTarget.value.slice(0, event.currentTarget.selectionStart))
          }}
          onClick={look}
          onBlur={() => box.closeDropdown()}
          onKeyDown={event => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
              event.preventDefault()
              onSubmit?.()
            }
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={found.length === 0}>
        <Combobox.Options aria-label="Colleagues">
          {found.map(({ id, name }) => (
            <Combobox.Option key={id} value={String(id)}>
              {name}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
