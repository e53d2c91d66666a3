import { freshName } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'

test.use({ person: 'admin' })

test('a field of the firm: defined, filled in, filtered by, saved as a view; many leads changed and put back', async ({
  page,
  elsewhere,
}) => {
  const admin = await elsewhere('admin')
  const label = freshName('Terrace')
  const key = label.toLowerCase().replace(' ', '_')
  const source = freshName('Fair')
  const leads: { id: number }[] = []
  for (const name of ['Amit', 'Bela', 'Chitra'])
    leads.push(await admin.addLead({ name: freshName(name), source }))

  await test.step('defines a choice with two options', async () => {
    await page.goto('/settings/fields')
    await page.getByRole('button', { name: 'Add field' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill(label)
    await dialog.getByRole('combobox', { name: 'Kind' }).click()
    await page.getByRole('option', { name: 'One of several options' }).click()
    for (const [n, option] of ['Open', 'Covered'].entries()) {
      await dialog.getByRole('button', { name: 'Add option' }).click()
      await dialog.getByRole('textbox', { name: `Option ${n + 1}` }).fill(option)
    }
    await dialog.getByRole('button', { name: 'Add field' }).click()
    await expect(page.getByRole('button', { name: label, exact: true })).toBeVisible()
    await expect(page.getByText('Being prepared')).toHaveCount(0)
  })

  await test.step('fills it in on a lead, where the history tells of it', async () => {
    await page.goto(`/leads/${leads[0]?.id}`)
    await page.getByRole('combobox', { name: label }).click()
    await page.getByRole('option', { name: 'Covered' }).click()
    await expect(page.getByText(`changed ${label} to Covered`)).toBeVisible()
  })

  await test.step('filters the list by it', async () => {
    await page.goto('/leads')
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('menuitem', { name: label }).click()
    await page.getByRole('checkbox', { name: 'Covered' }).check()
    await expect(page.getByRole('status').filter({ hasText: /^1 lead/ })).toBeVisible()
    await expect(page).toHaveURL(new RegExp(`custom\\.${key}=covered`))
    await page.keyboard.press('Escape')
  })

  const view = freshName('Covered')
  await test.step('saves that as a view, which stands among the tabs', async () => {
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(view)
    await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click()
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'All' }).click()
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click()
    await expect(page.getByRole('status').filter({ hasText: /^1 lead/ })).toBeVisible()
  })

  await test.step('gives three leads to a colleague at once, and takes it back', async () => {
    await page.goto(`/leads?source=${encodeURIComponent(source)}`)
    await expect(page.getByRole('status').filter({ hasText: /^3 leads/ })).toBeVisible()
    // Its label lies over it, so that every click in its place counts.
    await page.getByRole('checkbox', { name: 'Select all' }).check({ force: true })
    await page.getByRole('toolbar').getByRole('button', { name: 'Assign' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'New owner' }).fill('Sneha')
    await page.getByRole('option', { name: /^Sneha/ }).click()
    await dialog.getByRole('button', { name: 'Assign 3 leads' }).click()
    await expect(page.getByText(/^3 leads given to Sneha/)).toBeVisible()
    await expect(page.getByRole('cell').filter({ hasText: 'Sneha' })).toHaveCount(3)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('3 leads put back')).toBeVisible()
    await expect(page.getByRole('cell').filter({ hasText: 'Rajesh' })).toHaveCount(3)
  })
})

test('another admin sees a new field without a reload; who may not change many sees no boxes', async ({
  page,
  elsewhere,
  openAs,
}) => {
  const admin = await elsewhere('admin')
  const lead = await admin.addLead()
  await page.goto(`/leads/${lead.id}`)
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible()
  const label = freshName('Balcony')
  const answer = await admin.request.post('/crm/settings/fields', { data: { label, kind: 'yes_no' } })
  expect(answer.status()).toBe(201)
  await expect(page.getByRole('combobox', { name: label })).toBeVisible()

  const employee = await openAs('employee')
  await employee.goto('/leads')
  await expect(employee.locator('[data-row="0"]')).toBeVisible()
  await expect(employee.getByRole('checkbox')).toHaveCount(0)
})
