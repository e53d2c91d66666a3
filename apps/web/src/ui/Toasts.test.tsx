import { MantineProvider } from '@mantine/core'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Toasts } from './Toasts.tsx'
import { hideToast, showToast, type Toast } from './toast.ts'

const show = (toast: Toast) => act(() => showToast(toast))
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))

beforeEach(() => {
  vi.useFakeTimers()
  render(<Toasts />, { wrapper: MantineProvider })
})

afterEach(() => {
  act(hideToast)
  cleanup()
  vi.useRealTimers()
})

it('shows one at a time, for six seconds', () => {
  show({ message: 'First' })
  show({ message: 'Second' })
  expect(screen.queryByText('First')).toBeNull()
  pass(5900)
  expect(screen.queryByText('Second')).not.toBeNull()
  pass(200)
  expect(screen.queryByText('Second')).toBeNull()
})

it('stays while it is pointed at', () => {
  show({ message: 'Held' })
  fireEvent.pointerEnter(screen.getByText('Held'))
  pass(20_000)
  expect(screen.queryByText('Held')).not.toBeNull()
})

it('undoes once and goes', () => {
  const run = vi.fn()
  show({ message: 'Moved', action: { label: 'Undo', run } })
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(run).toHaveBeenCalledOnce()
  expect(screen.queryByText('Moved')).toBeNull()
})

it('is an alert when something went wrong', () => {
  show({ message: 'Not moved', tone: 'problem' })
  expect(screen.getByRole('alert').textContent).toContain('Not moved')
})
