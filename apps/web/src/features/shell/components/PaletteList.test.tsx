import { MantineProvider } from '@mantine/core'
import { IconUser } from '@tabler/icons-react'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { PaletteList } from './PaletteList.tsx'

afterEach(cleanup)

const run = vi.fn()
const item = (id: string) => ({ id, label: id, icon: IconUser, run: () => run(id) })
const groups = [
  { title: 'Leads', items: [item('Asha'), item('Farah')] },
  { title: 'Pages', items: [item('Home')] },
]

function Fixture() {
  const [query, setQuery] = useState('')
  return (
    <MantineProvider>
      <PaletteList query={query} onQuery={setQuery} groups={groups} isSearching={false} onClose={vi.fn()} />
    </MantineProvider>
  )
}

const chosen = () => screen.getByRole('option', { selected: true }).textContent

it('moves the choice with the arrows, round and across groups, and runs it with Enter', async () => {
  render(<Fixture />)
  const field = screen.getByRole('combobox', { name: 'Search or jump to' })
  await userEvent.click(field)
  expect(chosen()).toBe('Asha')
  await userEvent.keyboard('{ArrowDown}{ArrowDown}')
  expect(chosen()).toBe('Home')
  expect(field.getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { name: 'Home' }).id)
  await userEvent.keyboard('{ArrowDown}')
  expect(chosen()).toBe('Asha')
  await userEvent.keyboard('{ArrowUp}{Enter}')
  expect(run).toHaveBeenCalledExactlyOnceWith('Home')
})

it('starts again at the first when something is typed', async () => {
  render(<Fixture />)
  await userEvent.type(screen.getByRole('combobox'), '{ArrowDown}a')
  expect(chosen()).toBe('Asha')
})
