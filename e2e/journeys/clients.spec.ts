import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/journey.ts'
import { ON_PHONE } from '../support/looks.ts'

test('a lead is offered two versions and converted on its page with what its checklist lacks; an admin sees the client at once and takes it back', async ({
  page,
  openAs,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const lead = await employee.addLead({ location: 'Pune', phone: null })
  const admin = await openAs('admin')
  await admin.goto('/clients')
  await expect(admin.getByRole('region', { name: 'Clients' })).toBeVisible()

  await page.goto(`/leads/${lead.id}`)
  const quotes = page.getByRole('region', { name: 'Quotes' })
  for (const [version, amount] of [
    ['1', '1300000'],
    ['2', '1180000'],
  ] as const) {
    await quotes.getByRole('button', { name: 'Add a quote' }).click()
    const offer = page.getByRole('dialog', { name: `Quote for ${lead.name}` })
    if (version === '1') {
      await offer.getByRole('button', { name: 'Add quote' }).click()
      await expect(offer.getByText('Write what it comes to.')).toBeVisible()
    }
    await offer.getByLabel('Amount').fill(amount)
    if (version === '1') await expectAccessible(page, ON_PHONE)
    await offer.getByRole('button', { name: 'Add quote' }).click()
    await expect(quotes.getByRole('listitem').filter({ hasText: `Version ${version}` })).toContainText(
      'Current',
    )
  }
  await expect(quotes.getByRole('listitem').first()).toContainText('₹1,20,000 less than version 1')
  await expectAccessible(page)

  const steps = page.getByRole('list', { name: 'Stage' })
  await steps.getByRole('button', { name: 'Move to Converted' }).click()
  const dialog = page.getByRole('dialog', { name: `Make ${lead.name} a client?` })
  await dialog.getByLabel('Budget').fill('1250000')
  await dialog.getByRole('combobox', { name: 'Project type' }).click()
  await page.getByRole('option', { name: 'Residential' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Convert' }).click()
  await expect(page.getByText(`${lead.name} is a client now`)).toBeVisible()
  await expect(steps.getByRole('listitem').filter({ hasText: 'Converted' })).toHaveAttribute(
    'aria-current',
    'step',
  )

  const line = admin.getByRole('link', { name: lead.name })
  // What was accepted, not what was to be spent.
  await expect(line).toContainText('₹11.8 L')
  await line.click()
  await expect(admin.getByRole('heading', { name: lead.name, level: 1 })).toBeVisible()
  await expect(admin.getByRole('region', { name: 'Timeline' })).toContainText(
    'made this lead a client, with version 2 of the quote: ₹11,80,000',
  )
  await expect(admin.getByRole('region', { name: 'Quotes' }).getByRole('listitem').first()).toContainText(
    'Accepted',
  )
  await admin.getByRole('region', { name: 'Projects' }).getByRole('link', { name: lead.name }).click()
  await admin.getByRole('button', { name: 'Take it back' }).click()
  await expect(admin.getByText(`${lead.name} is a lead again`)).toBeVisible()
  await expect(steps.getByRole('listitem').filter({ hasText: 'Inquiry' })).toHaveAttribute(
    'aria-current',
    'step',
  )
})
