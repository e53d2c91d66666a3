import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Suspense } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { answerCalls, renderPage } from '../../../lib/test-page.tsx'
import { SessionList } from './SessionList.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const at = '2026-11-23T10:00:00Z'
const here = { id: 1, device: 'Chrome on Linux', ip_address: '203.0.113.9', last_seen_at: at, current: true }
const phone = { id: 2, device: 'Safari on iPhone', ip_address: null, last_seen_at: at, current: false }

const show = () =>
  renderPage(
    <Suspense>
      <SessionList />
    </Suspense>,
  )

it('ends another session and asks again who is left', async () => {
  const calls = answerCalls({ 'GET /crm/sessions': { data: [here, phone] }, 'DELETE /crm/sessions/2': {} })
  show()
  await userEvent.click(await screen.findByRole('button', { name: 'Sign out Safari on iPhone' }))
  await vi.waitFor(() =>
    expect(calls.map(({ call }) => call)).toEqual([
      'GET /crm/sessions',
      'DELETE /crm/sessions/2',
      'GET /crm/sessions',
    ]),
  )
})

it('offers no way to end the present one', async () => {
  answerCalls({ 'GET /crm/sessions': { data: [here] } })
  show()
  expect(await screen.findByText('This device')).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})
