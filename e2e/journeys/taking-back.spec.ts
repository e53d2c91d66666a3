import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { DEMO_PASSWORD } from '../../scripts/lib/demo-people.ts'
import { startSmallFirm } from '../../scripts/lib/small-firm.ts'
import { freshName } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'

const MINUTE = 60_000
/** What is missed is looked for every minute. */
const WITHIN_A_MINUTE = { timeout: 150_000 }

test.setTimeout(600_000)

test('a lead comes in and its clock runs on the page of who gets it; missed, it goes to the next, and the timeline tells both why', async ({
  browser,
  contextOptions,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'taking-back-'))
  // Its clock is set: a product of its own.
  const product = await startSmallFirm({ dataDir: folder })
  const { url } = product
  try {
    const signIn = async (login: string) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: url })
      const answer = await context.request.post('/api/auth/sign-in/email', {
        headers: { origin: url },
        data: { email: `${login}@demo.optimwalls.example`, password: DEMO_PASSWORD },
      })
      expect(answer.status()).toBe(200)
      return context.newPage()
    }
    const [admin, arjun, sneha] = [
      await signIn('admin'),
      await signIn('employee'),
      await signIn('sneha.joshi'),
    ]
    const idOf = async (page: Page) => (await (await page.request.get('/api/me')).json()).id as number
    const send = async (method: 'post' | 'put', path: string, data: object) => {
      const answer = await admin.request[method](path, { data, headers: { origin: url } })
      expect(answer.ok(), await answer.text()).toBe(true)
      return answer.json()
    }
    const days = Array(7).fill({ from: '00:00', to: '23:59' })
    await send('put', '/crm/settings/response', {
      hours: [{ team_id: null, time_zone: 'UTC', days }],
      holidays: [],
      targets: [{ source: null, is_hot: false, minutes: 15 }],
    })
    const { version } = await (await admin.request.get('/crm/assignment')).json()
    const user_ids = [await idOf(arjun), await idOf(sneha)]
    const rule = {
      name: 'Walk-ins',
      is_active: true,
      conditions: {},
      team_id: null,
      strategy: ['round_robin'],
    }
    await send('put', '/crm/assignment', {
      ...{ is_on: true, keeps_owner: true, takes_back: true, most_takes: 2, version },
      ...{ fallback_owner_id: await idOf(admin), rules: [{ ...rule, user_ids }] },
    })

    const location = freshName('').trim()
    const card = (page: Page) => page.getByRole('article', { name: 'Vikram Joshi' })
    for (const page of [arjun, sneha]) {
      await page.goto(`/board?pipeline=all&location=${location}`)
      await expect(page.getByText('No leads like that on this board')).toBeVisible()
      await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible()
    }
    const walkIn = { name: 'Vikram Joshi', phone: '+919812398123', assigned_to: null, location }
    const lead = await send('post', '/crm/leads', walkIn)

    await expect(card(arjun)).toContainText(/First call, 1[0-5] min left/)
    const day = await arjun.context().newPage()
    await day.goto('/today')
    const waiting = day.getByRole('region', { name: 'Waiting for a first contact' })
    const row = waiting.getByRole('listitem').filter({ hasText: 'Vikram Joshi' })
    await expect(row).toContainText(/1[0-5] min left/)
    await expect(row.getByRole('button', { name: /^Call now/ })).toBeVisible()
    await expect(card(sneha)).toBeHidden()
    await product.goAhead(16 * MINUTE)
    await expect(card(arjun)).toBeHidden(WITHIN_A_MINUTE)
    await expect(row).toBeHidden()
    await sneha.clock.setFixedTime(Date.now() + 16 * MINUTE)
    await expect(card(sneha)).toBeVisible()
    await sneha.reload()
    await expect(card(sneha)).toContainText(/First call, 1[0-5] min left/)

    // Who has it now reads why, and so does who leads both; for who had it, it is gone.
    for (const page of [sneha, await signIn('manager')]) {
      await page.goto(`/leads/${lead.id}`)
      const timeline = page.getByRole('region', { name: 'Timeline' })
      await expect(timeline).toContainText('Walk-ins: next in turn')
      await expect(timeline).toContainText('not contacted in time; Walk-ins: next in turn')
      // Also whoever is out of the reader's reach is named.
      await expect(timeline).toContainText(/Given to [A-Z]\w+ [A-Z]\w+ by the rules: *Walk-ins: next in turn/)
      await expect(timeline).not.toContainText('Given to someone')
    }
    expect((await arjun.request.get(`/crm/leads/${lead.id}`)).status()).toBe(404)
    for (const page of [admin, arjun, sneha]) await page.context().close()
  } finally {
    await product.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
