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

const withPassword = {
  ...{ totp_since: null, passkeys: [], recovery_codes_left: 0 },
  ...{ has_password: true, is_needed: false },
}

const limits = { idle_hours: 168, max_hours: 36 }

const show = () =>
  renderPage(
    <Suspense>
      <SessionList />
    </Suspense>,
  )

it('ends another session with the password, and asks again who is left', async () => {
  const calls = answerCalls({
    'GET /crm/sessions': { data: [here, phone], ...limits },
    'GET /crm/second-factor': withPassword,
    'POST /crm/sessions/2/end': {},
  })
  show()
  // It comes after two answers, which take their time on a busy machine.
  const out = await screen.findByRole('button', { name: 'Sign out Safari on iPhone' }, { timeout: 20_000 })
  await userEvent.click(out)
  await userEvent.type(await screen.findByLabelText('Your password'), 'a long password')
  await userEvent.click(screen.getByRole('button', { name: 'Sign out' }))
  await vi.waitFor(() => {
    const asked = calls.map(({ call }) => call)
    const ended = asked.indexOf('POST /crm/sessions/2/end')
    expect(calls[ended]?.body).toEqual({ password: 'a long password' })
    expect(asked.slice(ended + 1)).toContain('GET /crm/sessions')
  })
})

it('offers no way to end the present one', async () => {
  answerCalls({ 'GET /crm/sessions': { data: [here], ...limits }, 'GET /crm/second-factor': withPassword })
  show()
  expect(await screen.findByText('This device')).toBeTruthy()
  expect(screen.getByText(/after 7 days without use, and 36 hours after signing in/)).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})
