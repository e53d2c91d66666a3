import { DEMO_PASSWORD } from '../../scripts/lib/demo-people.ts'
import { expectAccessible } from '../support/accessible.ts'
import { signInAgain } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { takePictures } from '../support/looks.ts'
import { productUrl } from '../support/run.ts'

test('the page says whether it is live, and catches up with what it missed', async ({
  page,
  context,
  elsewhere,
}) => {
  const manager = await elsewhere('manager')
  const lead = await manager.addLead({ style: 'Minimal' })
  await page.goto(`/leads/${lead.id}`)
  const state = page.getByRole('banner').or(page.locator('header')).getByRole('status').first()
  await expect(state).toHaveText('Live')
  await context.setOffline(true)
  await expect(state).toHaveText('Offline')
  await manager.changeLead(lead, { style: 'Japandi' })
  await context.setOffline(false)
  await expect(state).toHaveText('Live')
  await expect(page.getByLabel('Style')).toHaveValue('Japandi')
})

test.describe('with the worker that keeps the app', () => {
  test.use({ serviceWorkers: 'allow' })

  test('without a line the app still opens and says so, and comes back by itself', async ({
    page,
    context,
  }) => {
    await page.goto('/leads')
    await expect(page.locator('[data-row="0"]')).toBeVisible()
    // Playwright does not wait for the worker that keeps the app; the second visit is the one it serves.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.reload()
    await expect(page.locator('[data-row="0"]')).toBeVisible()
    await context.setOffline(true)
    await page.reload()
    await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible()
    await expectAccessible(page)
    await takePictures(page, 'offline')
    await context.setOffline(false)
    await expect(page.locator('[data-row="0"]')).toBeVisible()
  })
})

test('when the server is away a page says so and can be tried again', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
  await page.route('**/crm/leads**', route => route.abort('connectionrefused'))
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Leads' }).click()
  await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible()
  await page.unroute('**/crm/leads**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.locator('[data-row="0"]')).toBeVisible()
})

test('a session that was ended elsewhere leads to the sign-in page, and back after it', async ({
  browser,
  contextOptions,
}) => {
  const [here, there] = [await signInAgain('admin'), await signInAgain('admin')]
  const context = await browser.newContext({
    ...contextOptions,
    baseURL: productUrl(),
    storageState: await here.request.storageState(),
  })
  const page = await context.newPage()
  await page.goto('/leads?status=new')
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible()

  const sessions = (await (await here.request.get('/crm/sessions')).json()).data
  const mine = sessions.find((session: { current: boolean }) => session.current)
  const ended = await there.request.post(`/crm/sessions/${mine.id}/end`, {
    data: { password: DEMO_PASSWORD },
  })
  expect(ended.ok()).toBe(true)
  await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible()
  expect(new URL(page.url()).searchParams.get('next')).toContain('/leads')
  await context.close()
})
