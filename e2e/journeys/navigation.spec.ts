import { expect, test } from '../support/journey.ts'

test.use({ person: 'employee' })

test('each person says which pages stand at the side, and in which order', async ({ page, elsewhere }) => {
  await page.goto('/settings/navigation')
  const side = page.getByRole('navigation', { name: 'Main' })
  const links = () => side.getByRole('link').allInnerTexts()
  await expect(side.getByRole('link', { name: 'Clients' })).toBeVisible()
  const before = await links()
  expect(before.indexOf('Board')).toBeLessThan(before.indexOf('Clients'))

  await page.getByRole('switch', { name: 'Show Reports' }).click()
  await expect(side.getByRole('link', { name: 'Reports' })).toBeHidden()
  const up = page.getByRole('button', { name: 'Move up: Clients' })
  await up.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Clients is at place 5 of')).toBeVisible()
  await expect(up).toBeFocused()
  await page.reload()
  await expect(side.getByRole('link', { name: 'Clients' })).toBeVisible()
  await expect(side.getByRole('link', { name: 'Reports' })).toBeHidden()
  const after = await links()
  expect(after.indexOf('Clients')).toBeLessThan(after.indexOf('Board'))
  // Hidden is not forbidden.
  await page.goto('/reports')
  await expect(page.getByRole('heading', { name: 'Reports', level: 1 })).toBeVisible()

  const colleague = await elsewhere('manager')
  expect((await (await colleague.request.get('/api/me')).json()).navigation.origin).not.toBe('own')

  await page.goto('/settings/navigation')
  await page.getByRole('button', { name: 'Reset' }).click()
  await expect(side.getByRole('link', { name: 'Reports' })).toBeVisible()
  await expect.poll(links).toEqual(before)
})
