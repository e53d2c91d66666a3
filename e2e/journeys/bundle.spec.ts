import { DEMO_PASSWORD, demoEmail } from '../../scripts/lib/demo-people.ts'
import { expect, test } from '../support/journey.ts'

/** What a first visit may cost, from an empty browser to the list of leads. Bytes of script, as they are sent. */
const BUDGET = 250_000

test.use({ person: null })

test('a first visit, sign-in and lead list together, stays small', async ({ page }) => {
  const sizes = new Map<string, Promise<number>>()
  page.on('requestfinished', request => {
    if (request.resourceType() !== 'script') return
    sizes.set(
      request.url(),
      request.sizes().then(({ responseBodySize }) => responseBodySize),
    )
  })
  await page.goto('/leads')
  await page.getByLabel('E-mail').fill(demoEmail('manager'))
  await page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD)
  // By key: a mouse would rest on a lead, whose page is then fetched ahead of a click.
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-row="0"]')).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible()
  const bytes = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0)
  test.info().annotations.push({ type: 'bytes of script', description: String(bytes) })
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(BUDGET)
})
