import { type Elsewhere, freshName, freshPhone } from '../support/api.ts'
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

/** Somebody was reached, and nothing came of it yet. */
async function reached(someone: Elsewhere, values: object = {}) {
  const lead = await someone.addLead({ phone: freshPhone(), ...values })
  const call = { lead_id: lead.id, type: 'call', outcome: 'Spoke' }
  expect((await someone.request.post('/crm/activities', { data: call })).status()).toBe(201)
  return lead
}

test.describe('an employee', () => {
  test.use({ person: 'employee' })

  test('is told on the page of the day what else there is to do, does it there or is led to where it is done', async ({
    page,
    elsewhere,
  }) => {
    const employee = await elsewhere('employee')
    const { id, name } = await reached(employee)
    const due_at = '2020-01-06T05:00:00Z'
    const plan = await employee.request.post('/crm/follow-ups', {
      data: { lead_id: id, kind: 'task', due_at },
    })
    expect(plan.status()).toBe(201)
    const row = page.getByRole('listitem').filter({ hasText: name })
    const suggested = (words: string) => row.getByRole('button', { name: new RegExp(`^${words}`) })
    await page.goto('/today?view=overdue')

    await expect(suggested('Book a visit')).toContainText('Reached, and no visit is booked')
    await suggested('Book a visit').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Plan visit' }).click()
    await expect(suggested('Book a visit')).toBeHidden()

    await suggested('Fill in').press('Enter')
    await expect(page).toHaveURL(new RegExp(`/leads/${id}$`))
    await expect(page.getByRole('textbox', { name: 'Budget' })).toBeFocused()
    await page.goBack()
    await row.getByRole('button', { name: /^Not now: Fill in/ }).click()
    await expect(suggested('Fill in')).toBeHidden()
    await page.reload()
    await expect(row).toBeVisible()
    await expect(suggested('Fill in')).toBeHidden()
  })

  test('finds on a card what is best done next, and in its menu why', async ({ page, elsewhere }) => {
    const employee = await elsewhere('employee')
    const location = freshName('').trim()
    const { name } = await reached(employee, { location, project_type: 'residential' })
    await page.goto(`/board?pipeline=all&location=${location}`)
    const card = page.getByRole('article', { name })

    await card.getByRole('button', { name: `Book a visit: ${name}` }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('dialog')).toBeHidden()

    await card.getByRole('button', { name: `Move ${name} to…` }).press('Enter')
    const menu = page.getByRole('menu')
    await expect(menu).toContainText('Reached, and no visit is booked')
    await menu.getByRole('menuitem', { name: 'Book a visit' }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Plan visit' }).click()
    await expect(card).toContainText('Next step')

    await card.getByRole('button', { name: `Move ${name} to…` }).click()
    await expect(page.getByRole('menu')).not.toContainText('Reached, and no visit is booked')
  })
})
