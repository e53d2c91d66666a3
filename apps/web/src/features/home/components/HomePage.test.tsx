import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { answerCalls, REP, renderPage } from '../../../lib/test-page.tsx'
import { HomePage } from './HomePage.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const none = { total: { count: 0, budget_sum: null, capped: false }, groups: [] }
const dashboard = {
  size: 'laptop',
  origin: 'usual',
  widgets: [
    { name: 'waiting', width: 'half' },
    { name: 'funnel', width: 'half' },
  ],
  available: ['waiting', 'funnel', 'newest'],
}
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
    'GET /crm/dashboard': dashboard,
    'GET /crm/leads': { data: [lead], next_cursor: null },
    'GET /crm/leads/counts': { ...none, total: { count: 1, budget_sum: 2_250_000, capped: false } },
  })
  renderPage(<HomePage drawForeign={name => <p>{name}</p>} />)
  expect(await screen.findByRole('region', { name: 'Call these first' })).toBeTruthy()
  const [link] = await screen.findAllByRole('link', { name: /Farah Khan/ })
  expect(link?.getAttribute('href')).toBe('/leads/3')
})

it('shows someone new the first steps instead of empty lists', async () => {
  answerCalls({ 'GET /crm/leads': { data: [], next_cursor: null }, 'GET /crm/leads/counts': none })
  renderPage(<HomePage drawForeign={name => <p>{name}</p>} />)
  expect(await screen.findByRole('link', { name: 'Add the first lead' })).toBeTruthy()
  // This role may not import.
  expect(screen.queryByRole('link', { name: 'Import from a file' })).toBeNull()
  expect(screen.queryByRole('region', { name: 'Call these first' })).toBeNull()
})

it('asks for nothing that the role may not see', async () => {
  const calls = answerCalls({})
  renderPage(<HomePage drawForeign={name => <p>{name}</p>} />, { ...REP, permissions: [] })
  expect(await screen.findByText('Your role does not work with leads')).toBeTruthy()
  expect(calls).toEqual([])
})

it('widgets are moved, widened, removed and added by keys, and each step is kept', async () => {
  const calls = answerCalls({
    'GET /crm/dashboard': dashboard,
    'PUT /crm/dashboard': dashboard,
    'GET /crm/leads': { data: [lead], next_cursor: null },
    'GET /crm/leads/counts': none,
  })
  renderPage(<HomePage drawForeign={name => <p>{name}</p>} />)
  const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }))
  await press('Arrange')
  await press('Move down: Waiting for a first call')
  await press('Full width: Funnel')
  await press('Remove: Waiting for a first call')
  fireEvent.change(screen.getByLabelText('Add a widget'), { target: { value: 'newest' } })
  await vi.waitFor(
    () => {
      const kept = calls.filter(({ call }) => call === 'PUT /crm/dashboard').map(({ body }) => body)
      expect(kept).toHaveLength(4)
      expect(kept[0]).toMatchObject({ widgets: [{ name: 'funnel' }, { name: 'waiting' }] })
      expect(kept[3]).toEqual({
        size: 'laptop',
        widgets: [
          { name: 'funnel', width: 'full' },
          { name: 'newest', width: 'half' },
        ],
      })
    },
    { timeout: 60_000 },
  )
})

function Broken(): never {
  throw new Error('broken')
}

it('a widget that breaks leaves the others standing', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  answerCalls({
    'GET /crm/dashboard': dashboard,
    'GET /crm/leads': { data: [lead], next_cursor: null },
    'GET /crm/leads/counts': none,
  })
  renderPage(<HomePage drawForeign={() => <Broken />} />)
  expect(await screen.findByRole('region', { name: 'Call these first' })).toBeTruthy()
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy()
  vi.restoreAllMocks()
})
