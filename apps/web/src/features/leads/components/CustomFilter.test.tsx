// @vitest-environment happy-dom
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import type { CustomField } from '../setup.ts'
import { CustomFilter } from './CustomFilter.tsx'

afterEach(cleanup)

it('a range whose ends are crossed is not asked for, and says so', async () => {
  const onFilter = vi.fn()
  const field = { key: 'rooms', label: 'Rooms', kind: 'number', is_required: false, options: [] }
  render(
    <MantineProvider env="test">
      <CustomFilter
        field={field as unknown as CustomField}
        filters={{}}
        onFilter={onFilter}
        onDone={() => {}}
      />
    </MantineProvider>,
  )
  const user = userEvent.setup()
  await user.type(screen.getByRole('textbox', { name: 'At least' }), '5')
  await user.type(screen.getByRole('textbox', { name: 'At most' }), '3{Enter}')
  expect(screen.getByText('This is below “at least”.')).toBeTruthy()
  expect(onFilter).not.toHaveBeenCalled()
  await user.type(screen.getByRole('textbox', { name: 'At most' }), '0{Enter}')
  expect(onFilter).toHaveBeenCalledWith({ 'custom.rooms.min': ['5'], 'custom.rooms.max': ['30'] })
})
