import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/journey.ts'
import { ON_PHONE } from '../support/looks.ts'
import { PNG } from '../support/picture.ts'

interface Pipelines {
  data: { id: number; name: string; stages: { id: number; category: string; required_fields: string[] }[] }[]
}

test('a conversion asks for the signed quote and the booking payment, and takes them with their files', async ({
  page,
  openAs,
  elsewhere,
}) => {
  const admin = await openAs('admin')
  await admin.goto('/settings/pipelines')
  const { data } = (await (await admin.request.get('/crm/pipelines')).json()) as Pipelines
  // No other journey converts leads of this pipeline.
  const pipeline = data.find(one => one.name === 'High budget')
  const stage = pipeline?.stages.find(one => one.category === 'converted')
  const before = stage?.required_fields ?? []
  const headers = { origin: new URL(admin.url()).origin }
  const ask = async (required_fields: string[]) => {
    const url = `/crm/settings/pipelines/${pipeline?.id}/stages/${stage?.id}`
    expect((await admin.request.patch(url, { headers, data: { required_fields } })).status()).toBe(200)
  }
  await ask([...before, 'signed_quote', 'booking_payment'])
  try {
    const employee = await elsewhere('employee')
    const lead = await employee.addLead({ phone: null, project_type: 'high_budget', budget: 9_000_000 })
    await page.goto(`/leads/${lead.id}`)
    await page.getByRole('button', { name: 'Move to Converted' }).click()
    const dialog = page.getByRole('dialog', { name: `Make ${lead.name} a client?` })
    await expect(dialog.getByLabel('It comes to')).toBeVisible()
    await dialog.getByRole('button', { name: 'Convert' }).click()
    await expect(dialog.getByText('Fill this in.').first()).toBeVisible()
    await expectAccessible(page)
    await expectAccessible(page, ON_PHONE)
    const file = { name: 'signed.png', mimeType: 'image/png', buffer: PNG }
    const inputs = dialog.locator('input[type=file]')
    for (const n of [0, 1]) {
      const sent = page.waitForResponse(
        answer =>
          answer.request().method() === 'POST' && answer.url().endsWith(`/crm/leads/${lead.id}/files`),
      )
      await inputs.nth(n).setInputFiles(file)
      expect((await sent).status()).toBe(201)
    }
    await dialog.getByLabel('It comes to').fill('8800000')
    await dialog.getByLabel('Booking payment').fill('500000')
    await dialog.getByLabel('Paid on').fill('2026-11-20')
    await dialog.getByRole('button', { name: 'Convert' }).click()
    await expect(page.getByText(`${lead.name} is a client now`)).toBeVisible()
    await expect(page.getByRole('region', { name: 'Quotes' })).toContainText('Accepted')
    await expect(page.getByRole('region', { name: 'Timeline' })).toContainText(
      'booking payment of ₹5,00,000 on',
    )

    await page.getByRole('button', { name: 'Correct the booking payment' }).click()
    const payment = page.getByRole('dialog', { name: 'Correct the booking payment' })
    await expect(payment.getByLabel('Paid on')).toHaveValue('2026-11-20')
    await expectAccessible(page)
    await expectAccessible(page, ON_PHONE)
    await payment.getByLabel('Booking payment', { exact: true }).fill('550000')
    await payment.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('region', { name: 'Client' })).toContainText('₹5,50,000')
    await expect(page.getByRole('region', { name: 'Timeline' })).toContainText(
      'corrected the booking payment: ₹5,50,000',
    )

    // Of a lead that was offered something, the signature is of that very quote.
    await ask([...before, 'signed_quote'])
    const offered = await employee.addLead({ phone: null, project_type: 'high_budget', budget: 9_000_000 })
    const quote = { amount: 8_400_000, quoted_on: '2026-11-02', status: 'sent' }
    const added = await employee.request.post(`/crm/leads/${offered.id}/quotes`, { data: quote })
    expect(added.status()).toBe(201)
    await page.goto(`/leads/${offered.id}`)
    await page.getByRole('button', { name: 'Move to Converted' }).click()
    const other = page.getByRole('dialog', { name: `Make ${offered.name} a client?` })
    await expect(other.getByText('Signed quote, version 1: ₹84,00,000')).toBeVisible()
    const sent = page.waitForResponse(answer => answer.url().endsWith(`/crm/leads/${offered.id}/files`))
    await other.locator('input[type=file]').setInputFiles(file)
    expect((await sent).status()).toBe(201)
    await other.getByRole('button', { name: 'Convert' }).click()
    await expect(page.getByText(`${offered.name} is a client now`)).toBeVisible()
  } finally {
    await ask(before)
  }
})
