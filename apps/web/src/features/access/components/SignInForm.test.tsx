import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { answerCalls, renderPage } from '../../../lib/test-page.tsx'
import { ForgotPasswordForm } from './ForgotPasswordForm.tsx'
import { SignInForm } from './SignInForm.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const SIGN_IN = 'POST /api/auth/sign-in/email'
const DEMO = {
  demo: true,
  logins: [
    { email: 'manager@demo.example', name: 'Priya Deshmukh', role: 'Manager', password: 'demo words' },
  ],
}

async function submit() {
  await userEvent.type(await screen.findByLabelText('E-mail'), ' asha@firm.example ')
  await userEvent.type(screen.getByLabelText('Password'), 'walls and windows{Enter}')
}

it('signs in with what was typed', async () => {
  const onSignedIn = vi.fn()
  const calls = answerCalls({ [SIGN_IN]: {}, 'GET /api/sign-in-options': { demo: false, logins: [] } })
  renderPage(<SignInForm onSignedIn={onSignedIn} onSecondStep={vi.fn()} />)
  await submit()
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce())
  expect(calls.find(({ call }) => call === SIGN_IN)?.body).toEqual({
    email: 'asha@firm.example',
    password: 'walls and windows',
  })
})

it.each([
  [401, 'E-mail or password is not right.'],
  [429, 'Too many tries. Try again in 12 minutes, or ask your admin to let you in.'],
])('says in words why it was refused with %i', async (status, words) => {
  const onSignedIn = vi.fn()
  answerCalls({
    [SIGN_IN]: { status, body: { type: 'refused', title: 'Refused', status, retry_after: 700 } },
  })
  renderPage(<SignInForm onSignedIn={onSignedIn} onSecondStep={vi.fn()} />)
  await submit()
  expect((await screen.findByText(words)).closest('[role=alert]')).toBeTruthy()
  expect(onSignedIn).not.toHaveBeenCalled()
})

it('signs in as one of the demo firm with one tap', async () => {
  const onSignedIn = vi.fn()
  const calls = answerCalls({ [SIGN_IN]: {}, 'GET /api/sign-in-options': DEMO })
  renderPage(<SignInForm onSignedIn={onSignedIn} onSecondStep={vi.fn()} />)
  await userEvent.click(await screen.findByRole('button', { name: /Priya Deshmukh/ }))
  await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce())
  expect(calls.at(-1)?.body).toEqual({ email: 'manager@demo.example', password: 'demo words' })
})

it('offers the provider alone where it is the only way in', async () => {
  const options = { demo: false, logins: [], passwords: false, sso: { name: 'Firm account', sign_up: true } }
  answerCalls({ 'GET /api/sign-in-options': options })
  renderPage(<SignInForm onSignedIn={vi.fn()} onSecondStep={vi.fn()} />)
  expect(await screen.findByRole('link', { name: 'Sign in with Firm account' })).toBeTruthy()
  await vi.waitFor(() => expect(screen.queryByLabelText('Password')).toBeNull())
  // Whoever has an account there needs no invitation.
  expect(screen.queryByText(/invitation/)).toBeNull()
})

it('has no password to forget where the provider is the only way in', async () => {
  const options = { demo: false, logins: [], passwords: false, sso: { name: 'Firm account', sign_up: true } }
  answerCalls({ 'GET /api/sign-in-options': options })
  renderPage(<ForgotPasswordForm />)
  expect(await screen.findByText(/Your firm signs in through Firm account/)).toBeTruthy()
  expect(screen.queryByLabelText('E-mail')).toBeNull()
})

it('asks for the second step where there is one', async () => {
  const [onSignedIn, onSecondStep] = [vi.fn(), vi.fn()]
  answerCalls({
    [SIGN_IN]: { status: 202, body: { second_step: ['totp', 'recovery_code'] } },
    'GET /api/sign-in-options': { demo: false, logins: [] },
  })
  renderPage(<SignInForm onSignedIn={onSignedIn} onSecondStep={onSecondStep} />)
  await submit()
  await vi.waitFor(() => expect(onSecondStep).toHaveBeenCalledOnce())
  expect(onSignedIn).not.toHaveBeenCalled()
})
