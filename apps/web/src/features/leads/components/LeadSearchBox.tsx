import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { Kbd } from '../../../ui/Kbd.tsx'

export interface LeadSearchBoxProps {
  value: string
  onSearch: (q: string) => void
}

/** Searching follows typing by so many ms. */
const PAUSE_MS = 250

/** Finds leads in the list; `/` comes here. */
export function LeadSearchBox({ value, onSearch }: LeadSearchBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  // What is typed but not in the address yet; the address wins once nothing is pending.
  const [typed, setTyped] = useState<string | null>(null)
  const search = useDebouncedCallback((q: string) => {
    onSearch(q)
    setTyped(null)
  }, PAUSE_MS)
  useHotkeys([['/', () => input.current?.focus()]])

  function clear() {
    setTyped(null)
    onSearch('')
    input.current?.focus()
  }

  const shown = typed ?? value
  return (
    <TextInput
      ref={input}
      type="search"
      size="sm"
      aria-label="Search leads by name, city, phone or e-mail"
      placeholder="Search leads"
      leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
      rightSection={
        shown ? <CloseButton size="sm" aria-label="Clear the search" onClick={clear} /> : <Kbd keys="/" />
      }
      maxLength={200}
      value={shown}
      onChange={event => {
        setTyped(event.currentTarget.value)
        search(event.currentTarget.value.trim())
      }}
      onKeyDown={event => {
        // Leaves the keys to the list.
        if (event.key === 'Escape' || event.key === 'Enter') input.current?.blur()
      }}
    />
  )
}
