import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { answerCalls, renderPage } from '../../../lib/test-page.tsx'
import { LogButton } from './LogButton.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('keeps the keyboard: on the button until the menu is there, in the menu, and on the button again', async () => {
  const outcome = { id: 1, type: 'call', label: 'No answer', next_minutes: null, is_active: true }
  const calls = answerCalls({
    'GET /crm/activity-outcomes': { data: [outcome] },
    'POST /crm/activities': { status: 201, body: { id: 5, lead_id: 9, type: 'call', next: null } },
  })
  renderPage(<LogButton lead={{ id: 9, name: 'Zoya Khan' }} />)
  const button = () => screen.findByRole('button', { name: 'Log a call with Zoya Khan' })
  const first = await button()
  first.focus()
  fireEvent.click(first)
  expect(document.activeElement).toBe(first)
  const item = await screen.findByRole('menuitem', { name: 'No answer' })
  await vi.waitFor(() => expect(document.activeElement).toBe(item), { interval: 50 })
  fireEvent.click(item)
  await vi.waitFor(
    () =>
      expect(calls.find(({ call }) => call === 'POST /crm/activities')?.body).toMatchObject({ lead_id: 9 }),
    { interval: 50 },
  )
  const again = await button()
  await vi.waitFor(() => expect(document.activeElement).toBe(again), { interval: 50 })
})
