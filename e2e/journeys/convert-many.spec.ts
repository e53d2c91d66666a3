import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/journey.ts'

test.use({ person: 'admin' })

test('leads are made clients together, from the list with what they lack and from the board by what is chosen; it is taken back at once', async ({
  page,
  elsewhere,
}) => {
  const admin = await elsewhere('admin')
  const source = `Expo ${crypto.randomUUID().slice(0, 8)}`
  const ready = await admin.addLead({ source, project_type: 'residential', budget: 900_000 })
  const bare = await admin.addLead({ source })
  const client = await admin.addLead({ source, project_type: 'residential', budget: 700_000 })
  const made = await admin.request.post(`/crm/leads/${client.id}/convert`, { data: {} })
  expect(made.status()).toBe(201)

  await page.goto(`/leads?source=${encodeURIComponent(source)}`)
  await expect(page.getByRole('row', { name: bare.name })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.getByRole('toolbar').getByRole('button', { name: 'Convert' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make 2 leads clients?' })
  await expect(dialog).toContainText('1 has everything on the checklist. 1 lacks a little')
  await expect(dialog).toContainText('1 is a client already')
  await expect(dialog.getByRole('button', { name: 'Convert 1 lead' })).toBeEnabled()
  await dialog.getByRole('combobox', { name: `Project type of ${bare.name}` }).click()
  await page.getByRole('option', { name: 'Commercial' }).click()
  await expectAccessible(page)
  await dialog.getByLabel(`Budget of ${bare.name}`).fill('1200000')
  await dialog.getByLabel(`Budget of ${bare.name}`).press('ControlOrMeta+Enter')
  await expect(page.getByText('2 leads converted')).toBeVisible()
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('2 leads put back')).toBeVisible()

  await page.goto(`/board?pipeline=all&source=${encodeURIComponent(source)}`)
  for (const { name } of [ready, bare]) {
    await page.getByRole('article', { name }).focus()
    await page.keyboard.press('x')
  }
  await page.getByRole('status').getByRole('button', { name: 'Convert' }).click()
  // What was filled in went with the conversion that was taken back, and stays.
  await expect(page.getByRole('dialog')).toContainText('Everything on the checklist is there')
  await page.getByRole('dialog').getByRole('button', { name: 'Convert 2 leads' }).click()
  await expect(page.getByText('2 leads converted')).toBeVisible()
  await expect(page.getByRole('region', { name: /^Converted/ }).getByRole('article')).toHaveCount(3)
})
