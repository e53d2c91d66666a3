import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/journey.ts'

const isLive = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible()
/** Goes into the field first: what it shows until then is not what is edited. */
const edit = async (field: Locator, text: string) => {
  await field.focus()
  await field.press('ControlOrMeta+a')
  await field.pressSequentially(text)
}
const peopleOf = async (request: { get(url: string): Promise<{ json(): Promise<unknown> }> }) =>
  ((await (await request.get('/crm/people')).json()) as { data: { id: number; name: string }[] }).data

test.describe('an open list', () => {
  test.use({ person: 'employee' })

  test('shows what others add and change, and lets go of what is given away', async ({ page, elsewhere }) => {
    const [employee, manager] = [await elsewhere('employee'), await elsewhere('manager')]
    await page.goto('/leads')
    await expect(page.locator('[data-row="0"]')).toBeVisible()
    await isLive(page)

    const lead = await manager.addLead({ assigned_to: await employee.myId(), budget: 1_000_000 })
    const row = page.getByRole('row').filter({ hasText: lead.name })
    await expect(row).toContainText('₹10 L')
    await manager.changeLead(lead, { budget: 4_500_000, status: 'contacted' })
    await expect(row).toContainText('₹45 L')
    await expect(row).toContainText('Contacted')

    const sneha = (await peopleOf(manager.request)).find(({ name }) => name === 'Sneha Joshi')
    await manager.changeLead(lead, { assigned_to: sneha?.id })
    await expect(row).toBeHidden()
    await manager.changeLead(lead, { assigned_to: await employee.myId() })
    await expect(row).toBeVisible()
  })

  test('an open lead that is given away leaves the screen', async ({ page, elsewhere }) => {
    const [employee, manager] = [await elsewhere('employee'), await elsewhere('manager')]
    const lead = await employee.addLead()
    await page.goto(`/leads/${lead.id}`)
    await expect(page.getByRole('heading', { name: lead.name, level: 2 })).toBeVisible()
    await isLive(page)
    await manager.changeLead(lead, { assigned_to: await manager.myId() })
    await expect(page.getByRole('heading', { name: `${lead.name} has left your list` })).toBeVisible()
  })
})

test('two people at one lead see each other at work', async ({ page, openAs, elsewhere }) => {
  const lead = await (await elsewhere('employee')).addLead({ location: 'Pune' })
  const theirs = await openAs('employee')
  for (const window of [page, theirs]) {
    await window.goto(`/leads/${lead.id}`)
    await expect(window.getByLabel('City')).toHaveValue('Pune')
    await isLive(window)
  }
  await edit(theirs.getByLabel('Style'), 'Japandi')
  await theirs.getByLabel('Style').press('Enter')
  await expect(page.getByLabel('Style')).toHaveValue('Japandi')
  await page.getByRole('button', { name: 'Move to Contacted' }).click()
  await expect(theirs.getByRole('list', { name: 'Stage' }).locator('[aria-current=step]')).toContainText(
    'Contacted',
  )
})

test('each sees that the other is looking, which field they are in, and what became of it', async ({
  page,
  openAs,
  elsewhere,
}) => {
  const lead = await (await elsewhere('employee')).addLead({ budget: 800_000 })
  const theirs = await openAs('employee')
  for (const window of [page, theirs]) {
    await window.goto(`/leads/${lead.id}`)
    await expect(window.getByLabel('Budget')).toHaveValue('₹8,00,000')
  }
  await expect(page.getByText('Arjun is looking')).toBeVisible()
  await expect(theirs.getByText('Priya is looking')).toBeVisible()

  await edit(theirs.getByLabel('Budget'), '12 L')
  await expect(page.getByTitle('Arjun Patil is in this field')).toBeVisible()
  await theirs.getByLabel('Budget').press('Enter')
  await expect(page.getByTitle('Arjun Patil is in this field')).toBeHidden()
  await expect(page.getByLabel('Budget')).toHaveValue('₹12,00,000')

  await page.getByLabel('Budget').press('Alt+h')
  const history = page.getByRole('region', { name: 'Earlier values' })
  await expect(history).toContainText('₹8,00,000')
  await expect(history).toContainText('₹12,00,000')
  await expect(history).toContainText('Arjun Patil, just now')
  await page.keyboard.press('Escape')
  await expect(history).toBeHidden()

  await theirs.close()
  await expect(page.getByText('Arjun is looking')).toBeHidden()
})

test('different fields edited at once are both kept', async ({ page, elsewhere }) => {
  const employee = await elsewhere('employee')
  const lead = await employee.addLead()
  await page.goto(`/leads/${lead.id}`)
  await edit(page.getByLabel('Address'), '12, Lake Road')
  await employee.changeLead(lead, { style: 'Minimal' })
  await page.getByLabel('Address').press('Enter')
  await expect(page.getByLabel('Style')).toHaveValue('Minimal')
  await page.reload()
  await expect(page.getByLabel('Address')).toHaveValue('12, Lake Road')
  await expect(page.getByLabel('Style')).toHaveValue('Minimal')
})

for (const [kept, value] of [
  ['mine', '₹22,00,000'],
  ['theirs', '₹31,00,000'],
] as const) {
  test(`the same field edited at once is asked about; ${kept} can be kept`, async ({ page, elsewhere }) => {
    const employee = await elsewhere('employee')
    const lead = await employee.addLead({ budget: 1_000_000 })
    await page.goto(`/leads/${lead.id}`)
    const budget = page.getByLabel('Budget')
    await expect(budget).toHaveValue('₹10,00,000')
    await edit(budget, '22 L')
    await employee.changeLead(lead, { budget: 3_100_000 })
    await budget.press('Enter')

    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('₹22,00,000')
    await expect(dialog).toContainText('₹31,00,000')
    await dialog.getByRole('radio', { name: value }).check()
    await dialog.getByRole('button', { name: 'Keep what is chosen' }).click()
    await expect(dialog).toBeHidden()
    await expect(budget).toHaveValue(value)
    await page.reload()
    await expect(budget).toHaveValue(value)
  })
}
