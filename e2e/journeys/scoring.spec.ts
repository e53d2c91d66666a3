import { expect, test } from '../support/journey.ts'

test('a lead tells why it has its score, and a call answered changes it on the open page', async ({
  page,
  elsewhere,
}) => {
  const manager = await elsewhere('manager')
  const lead = await manager.addLead({ name: 'Scored Sequeira', source: 'Referral', budget: 4_000_000 })
  await page.goto(`/leads/${lead.id}`)
  const reasons = page.getByRole('region', { name: 'Why this score' })
  await expect(reasons.getByRole('listitem').filter({ hasText: 'Source' })).toContainText('+')
  await expect(reasons).toContainText('confidence')
  await expect(reasons).toContainText(/by model \d+\.$/)

  const score = page.getByText(/^(High|Medium|Low) \d+$/).first()
  const before = (await score.textContent()) ?? ''
  const logged = await manager.request.post('/crm/activities', {
    data: { lead_id: lead.id, type: 'call', direction: 'in', note: 'Asked when we can start' },
  })
  expect(logged.status()).toBe(201)
  await expect(score).not.toHaveText(before)
})

test.describe('an Admin', () => {
  test.use({ person: 'admin' })

  test('sees what other weights would change before they hold, and what was learned', async ({ page }) => {
    await page.goto('/settings/scoring')
    const change = page.getByRole('region', { name: 'What would change' })
    await expect(change).toContainText('keep their scores')
    const weight = page.getByLabel('Weight of Budget')
    await weight.fill('100')
    await expect(change.getByRole('table', { name: 'Those that would move most' })).toBeVisible()
    // What cannot be is told at its field before anything is saved; a value without a name waits.
    await page.getByRole('button', { name: 'Add a value' }).click()
    await page.getByLabel('Worth 1', { exact: true }).fill('150')
    await expect(page.getByLabel('Worth 1', { exact: true })).toHaveAccessibleDescription(/100 or less/)
    await expect(change).toContainText('see what is marked above')
    await page.getByLabel('Worth 1', { exact: true }).fill('80')
    await expect(change).toContainText('would be called otherwise')
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await expect(weight).toHaveValue('30')

    await page.getByLabel('High from').fill('35')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByLabel('High from')).toHaveAccessibleDescription(/above medium/)
    await page.getByLabel('High from').fill('61')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
    await page.reload()
    await expect(page.getByLabel('High from')).toHaveValue('61')
    await expect(page.getByRole('img', { name: 'Forecasts beside what came true' })).toBeVisible()
  })
})
