import { freshName } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { productUrl } from '../support/run.ts'

test.use({ person: 'superadmin' })

test('the permission matrix is filled in by key, looked over and saved', async ({ page }) => {
  const role = freshName('Role')
  const made = await (
    await page.request.post('/crm/roles', { data: { name: role }, headers: { origin: productUrl() } })
  ).json()
  await page.goto('/settings/permissions')
  await page.getByRole('button', { name: 'Super Admin, View: All' }).first().focus()
  await page.keyboard.press('End')
  const cell = (action: string, reach: string) =>
    page.getByRole('button', { name: `${role}, ${action}: ${reach}` }).first()
  await expect(cell('View', 'None')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(cell('View', 'None')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Team’s leads' })).toBeVisible()
  await page.getByRole('menuitemradio', { name: 'Team’s leads' }).focus()
  await page.keyboard.press('Enter')
  await expect(cell('View', 'Team, changed')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Changes' })).toContainText(`${role}: View, None to Team.`)

  await page.getByRole('button', { name: 'Review and save' }).click()
  await expect(page.getByRole('dialog')).toContainText('It concerns nobody at the moment.')
  await page.getByRole('button', { name: 'Save permissions' }).click()
  await expect(page.getByRole('region', { name: 'Changes' })).toHaveCount(0)
  await expect(cell('View', 'Team')).toBeVisible()
  const saved = await (await page.request.get(`/crm/roles/${made.id}/permissions`)).json()
  expect(saved.permissions).toEqual([{ module: 'CRM', action: 'view', scope: 'team' }])
  await page.request.delete(`/crm/roles/${made.id}`, { headers: { origin: productUrl() } })
})
