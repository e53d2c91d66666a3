import { DEMO_PASSWORD, demoEmail } from '../../scripts/lib/demo-people.ts'
import { expect, test } from '../support/journey.ts'
import { activate, typeInto } from '../support/keyboard.ts'

test.describe('a visitor', () => {
  test.use({ person: null })

  test('signs in by keyboard alone and lands where they were going', async ({ page }) => {
    await page.goto('/leads?status=new')
    await typeInto(page.getByLabel('E-mail'), demoEmail('employee'))
    await typeInto(page.getByLabel('Password', { exact: true }), DEMO_PASSWORD)
    await activate(page.getByRole('button', { name: 'Sign in' }))
    await expect(page).toHaveURL(/\/leads\?.*status/)
    await expect(page.getByRole('heading', { name: 'Leads', level: 1 })).toBeVisible()
  })

  test('is told when the password is wrong, and nothing of who exists', async ({ page }) => {
    await page.goto('/sign-in')
    for (const email of [demoEmail('employee'), 'nobody@demo.optimwalls.example']) {
      await page.getByLabel('E-mail').fill(email)
      await page.getByLabel('Password', { exact: true }).fill('not-the-password')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(
        page.getByRole('alert').filter({ hasText: 'E-mail or password is not right.' }),
      ).toBeVisible()
      await page.reload()
    }
  })
})
