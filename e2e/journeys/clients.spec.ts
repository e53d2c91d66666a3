import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/journey.ts'
import { ON_PHONE } from '../support/looks.ts'
import { PNG } from '../support/picture.ts'

test('a lead is offered two versions and converted on its page with what its checklist lacks; an admin sees the client at once and takes it back', async ({
  page,
  openAs,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const lead = await employee.addLead({ location: 'Pune', phone: null })
  for (const [kind, name] of [
    ['floor_plan', 'Ground floor.png'],
    ['quote', 'Offer.png'],
  ] as const) {
    const multipart = { file: { name, mimeType: 'image/png', buffer: PNG } }
    const added = await employee.request.post(`/crm/leads/${lead.id}/files?kind=${kind}`, { multipart })
    expect(added.status()).toBe(201)
  }
  const brought = await employee.addLead({ phone: null, referred_by: lead.name })
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
  await expect(admin.getByRole('region', { name: 'Referrals' })).toContainText(
    `Brought one lead${brought.name}`,
  )
  const people = admin.getByRole('region', { name: 'Who looks after them' })
  await expect(people).toContainText('Kavya Iyer')
  await expect(people.getByText(/least open work/i)).toHaveCount(2)

  const designer = await openAs('designer')
  await designer.goto('/clients')
  await designer.getByRole('link', { name: lead.name }).click()
  await expect(designer.getByRole('region', { name: 'Contact' })).toBeVisible()
  // The lead and its history are not theirs, nor is what was offered; what shows the home is.
  await expect(designer.getByRole('region', { name: 'Projects' }).getByRole('link')).toHaveCount(0)
  const files = designer.getByRole('region', { name: 'Files' })
  await expect(files.getByRole('button', { name: 'Look at Ground floor.png' })).toBeVisible()
  await expect(files.getByRole('listitem')).toHaveCount(1)
  await expect(designer.getByRole('region', { name: 'Timeline' })).toHaveCount(0)
  await expectAccessible(designer, ON_PHONE)
  await designer.goto('/today?view=upcoming')
  const meeting = designer.getByRole('listitem').filter({ hasText: lead.name }).first()
  await expect(meeting).toContainText('Kick-off meeting with the client')

  await people.getByRole('button', { name: 'Change who looks after this client' }).click()
  const change = admin.getByRole('dialog', { name: `Who looks after ${lead.name}?` })
  await change.getByRole('combobox', { name: 'Account owner' }).click()
  await admin.getByRole('option', { name: 'Sneha Joshi' }).click()
  await expectAccessible(admin, ON_PHONE)
  await change.getByRole('button', { name: 'Save' }).click()
  await expect(people).toContainText('Sneha Joshi')
  await admin.goto('/clients')
  await admin.getByRole('combobox', { name: 'Account owner' }).selectOption('Sneha Joshi')
  await admin.getByRole('link', { name: lead.name }).click()
  await admin.getByRole('region', { name: 'Projects' }).getByRole('link', { name: lead.name }).click()
  await admin.getByRole('button', { name: 'Take it back' }).click()
  await expect(admin.getByText(`${lead.name} is a lead again`)).toBeVisible()
  await expect(steps.getByRole('listitem').filter({ hasText: 'Inquiry' })).toHaveAttribute(
    'aria-current',
    'step',
  )

  // By name from anywhere, and by the page that is open.
  await admin.goto('/clients')
  await expect(admin.getByRole('region', { name: 'Clients' })).toBeVisible()
  await admin.keyboard.press('ControlOrMeta+k')
  const asking = admin.getByRole('combobox', { name: 'Search or jump to' })
  await asking.fill(`convert ${lead.name}`)
  await expect(admin.getByRole('option', { name: `Convert ${lead.name}` })).toBeVisible()
  await asking.press('Enter')
  const again = admin.getByRole('dialog', { name: `Make ${lead.name} a client?` })
  await again.getByRole('button', { name: 'Leave it where it is' }).click()
  await admin.keyboard.press('ControlOrMeta+k')
  await asking.fill('convert')
  await asking.press('Enter')
  await again.getByRole('button', { name: 'Convert' }).click()
  await expect(admin.getByText(`${lead.name} is a client now`)).toBeVisible()
  // The other page of the lead tells it as well, without being asked.
  await expect(page.getByRole('region', { name: 'Client' })).toContainText('Converted')
})

test('who wants no celebration says so once, for every device', async ({ page, openAs }) => {
  await page.goto('/clients')
  const celebration = async (window: typeof page) => {
    await window.getByRole('button', { name: 'Priya Deshmukh' }).click()
    return window.getByRole('menuitemcheckbox', { name: 'Celebrate conversions' })
  }
  const here = await celebration(page)
  await expect(here).toBeChecked()
  const kept = page.waitForResponse(response => response.url().endsWith('/crm/preferences'))
  await here.click()
  await kept
  await expect(here).not.toBeChecked()
  const elsewhere = await openAs('manager')
  await elsewhere.goto('/clients')
  const there = await celebration(elsewhere)
  await expect(there).not.toBeChecked()
  await there.click()
  await expect(there).toBeChecked()
})
