import { expect, test } from '../support/journey.ts'

test('a lead says what is best done next; one tap does it, and what is dismissed stays away', async ({
  page,
  elsewhere,
}) => {
  const manager = await elsewhere('manager')
  const lead = await manager.addLead({ name: 'Nextina Naik', phone: null, email: 'nextina@mail.example' })
  const call = { lead_id: lead.id, type: 'call', outcome: 'Spoke', note: 'Wants to see the studio' }
  expect((await manager.request.post('/crm/activities', { data: call })).status()).toBe(201)
  await page.goto(`/leads/${lead.id}`)
  const next = page.getByRole('region', { name: 'What next' })

  await next.getByRole('button', { name: 'Fill in', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Budget' })).toBeFocused()
  await next.getByRole('button', { name: 'Not now: Fill in' }).click()
  await expect(next.getByRole('button', { name: 'Fill in', exact: true })).toBeHidden()

  await expect(next).toContainText('Reached, and no visit is booked')
  await next.getByRole('button', { name: 'Book a visit', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Plan visit' }).click()
  await expect(page.getByRole('region', { name: 'Follow-ups' }).getByRole('listitem')).toContainText('Visit')
  await expect(next.getByRole('button', { name: 'Book a visit', exact: true })).toBeHidden()
})
