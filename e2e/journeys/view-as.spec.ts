import { expectAccessible } from '../support/accessible.ts'
import { signInAgain } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { EVERY_LOOK, takePictures } from '../support/looks.ts'
import { productUrl } from '../support/run.ts'

test.use({ person: null })

test('a Super Admin looks on as a salesperson, changes nothing, and is themselves again', async ({
  browser,
  surprises,
}) => {
  // A session of its own: others are at work in the shared one.
  const superadmin = await signInAgain('superadmin')
  const context = await browser.newContext({
    baseURL: productUrl(),
    storageState: await superadmin.request.storageState(),
    reducedMotion: 'reduce',
  })
  context.on('weberror', error => surprises.push(error.error().message))
  const page = await context.newPage()
  await page.goto('/settings/users?q=Arjun')
  await page.getByRole('link', { name: 'Arjun Patil' }).click()
  await page.getByRole('button', { name: 'View as Arjun' }).press('Enter')

  const banner = page.getByRole('region', { name: 'Viewing as' })
  await expect(banner).toContainText('You see OptimWalls as Arjun Patil does')
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
  await expectAccessible(page, EVERY_LOOK)
  await takePictures(page, 'view-as', EVERY_LOOK)
  await page.goto('/leads')
  await expect(page.getByRole('heading', { name: 'Leads', level: 1 })).toBeVisible()
  await expect(banner).toBeVisible()
  await expect(page.getByRole('link', { name: 'Import' })).toHaveCount(0)
  const refused = await page.evaluate(async () => {
    const answer = await fetch('/crm/leads', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Not to be written' }),
    })
    return { status: answer.status, type: (await answer.json()).type }
  })
  expect(refused).toEqual({ status: 403, type: 'view-as-read-only' })

  await banner.getByRole('button', { name: 'Stop viewing' }).press('Enter')
  await expect(banner).toHaveCount(0)
  await page.goto('/settings/audit-log?action=started_view_as')
  await expect(page.getByText(/began to look on as Arjun Patil/).first()).toBeVisible()

  await page.goto('/settings/roles')
  await page.getByRole('link', { name: 'Manager', exact: true }).click()
  await page.getByRole('button', { name: 'View as this role' }).click()
  await expect(banner).toContainText('as the role Manager does')
  await expect(page.getByRole('link', { name: 'Import' })).toHaveCount(0)
  await banner.getByRole('button', { name: 'Stop viewing' }).click()
  await expect(banner).toHaveCount(0)
  await context.close()
  await superadmin.request.dispose()
})
