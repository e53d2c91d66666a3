import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { answerCalls, REP, renderPage } from '../../../lib/test-page.tsx'
import { HomePage } from './HomePage.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const none = { total: { count: 0, budget_sum: null, capped: false }, groups: [] }
const lead = {
  id: 3,
  name: 'Farah Khan',
  location: 'Pune',
  configuration: '3 BHK',
  status: 'new',
  stage: 'Inquiry',
  budget: 2_250_000,
  currency: 'INR',
  owner: null,
  created_at: '2026-11-23T10:00:00Z',
  updated_at: '2026-11-23T10:00:00Z',
}

it('lists whom to call first, each with its way to the lead', async () => {
  answerCalls({
    'GET /crm/leads': { data: [lead], next_cursor: null },
    'GET /crm/leads/counts': { ...none, total: { count: 1, budget_sum: 2_250_000, capped: false } },
  })
  renderPage(<HomePage />)
  expect(await screen.findByRole('region', { name: 'Call these first' })).toBeTruthy()
  const [link] = await screen.findAllByRole('link', { name: /Farah Khan/ })
  expect(link?.getAttribute('href')).toBe('/leads/3')
})

it('shows someone new the first steps instead of empty lists', async () => {
  answerCalls({ 'GET /crm/leads': { data: [], next_cursor: null }, 'GET /crm/leads/counts': none })
  renderPage(<HomePage />)
  expect(await screen.findByRole('link', { name: 'Add the first lead' })).toBeTruthy()
  // This role may not import.
  expect(screen.queryByRole('link', { name: 'Import from a file' })).toBeNull()
  expect(screen.queryByRole('region', { name: 'Call these first' })).toBeNull()
})

it('asks for nothing that the role may not see', async () => {
  const calls = answerCalls({})
  renderPage(<HomePage />, { ...REP, permissions: [] })
  expect(await screen.findByText('Your role does not work with leads')).toBeTruthy()
  expect(calls).toEqual([])
})
