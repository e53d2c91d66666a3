import { expectAccessible } from '../support/accessible.ts'
import { freshPhone } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { ON_PHONE } from '../support/looks.ts'

test('a lead is lost to somebody, with a note, and reopened where it was left; its history tells both', async ({
  page,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const lead = await employee.addLead({ location: 'Pune', phone: null })
  await page.goto(`/leads/${lead.id}`)
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Lost…' }).click()
  const dialog = page.getByRole('dialog', { name: `Why was ${lead.name} lost?` })
  await dialog.getByRole('button', { name: 'Mark as lost' }).click()
  await expect(dialog.getByText('Say in a few words why it was lost.')).toBeVisible()
  await dialog.getByText('Chose someone else').click()
  await expect(dialog.getByLabel('Reason')).toHaveValue('Chose someone else')
  await dialog.getByRole('combobox', { name: 'Went to' }).fill('Kitchen Kings')
  await dialog.getByLabel('Note').fill('Ready in three weeks')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Mark as lost' }).click()

  await expect(page.getByText('went to Kitchen Kings')).toBeVisible()
  await expect(page.getByText('“Ready in three weeks”').first()).toBeVisible()
  await expectAccessible(page)
  await expectAccessible(page, ON_PHONE)
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline).toContainText('lost this lead: Chose someone else, to Kitchen Kings')
  await page.getByRole('button', { name: 'Reopen to New' }).press('Enter')
  await expect(page.getByText(`${lead.name} is open again: New`)).toBeVisible()
  await expect(timeline).toContainText('reopened this lead to New')
  await expect(page.getByRole('list', { name: 'Stage' }).getByRole('listitem').first()).toHaveAttribute(
    'aria-current',
    'step',
  )
})

test('whoever writes a lost lead in anew is offered to reopen it instead, with what is said of the project now', async ({
  page,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const phone = freshPhone()
  const lead = await employee.addLead({ phone })
  await employee.changeLead(lead, { status: 'lost', lost_reason: 'Plans put off' })
  await page.goto('/leads/new')
  await page.getByLabel('Name').fill('The same person')
  await page.getByLabel('Phone', { exact: true }).fill(phone)
  await page.getByLabel('Budget').fill('18 L')
  await expect(page.getByText('The same phone number is on a lost lead')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Reopen this lead' }).click()
  await expect(page.getByText(`${lead.name} is open again: New`)).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/leads/${lead.id}$`))
  await expect(page.getByText('₹18 L').first()).toBeVisible()
})

test('many leads are lost with one answer', async ({ openAs, elsewhere }) => {
  const employee = await elsewhere('employee')
  const name = `Lost together ${Date.now()}`
  for (const n of [1, 2]) await employee.addLead({ name: `${name} ${n}`, phone: null })
  const admin = await openAs('admin')
  await admin.goto(`/leads?q=${encodeURIComponent(name)}`)
  await admin.getByRole('checkbox', { name: `Select ${name} 1` }).check({ force: true })
  await admin.getByRole('checkbox', { name: `Select ${name} 2` }).check({ force: true })
  await admin.getByRole('button', { name: 'Move to' }).click()
  const dialog = admin.getByRole('dialog', { name: 'Move 2 leads' })
  await dialog.getByRole('combobox', { name: 'Where to' }).fill('Lost')
  await admin.getByRole('option', { name: 'Lost' }).first().click()
  await dialog.getByRole('button', { name: 'Move 2 leads' }).click()
  const why = admin.getByRole('dialog', { name: 'Why were 2 leads lost?' })
  await why.getByText('Plans put off').click()
  await expectAccessible(admin)
  await why.getByRole('button', { name: 'Mark as lost' }).click()
  await expect(admin.getByText('2 leads moved to Lost')).toBeVisible()
})

test('an admin renames, adds and retires reasons; who loses a lead chooses of what is offered', async ({
  page,
  openAs,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const lead = await employee.addLead({ phone: null })
  const admin = await openAs('admin')
  await admin.goto('/settings/lost-reasons')
  await admin.getByRole('button', { name: 'Add a reason' }).click()
  await admin.getByLabel('Reason').last().fill('Builder fits it out')
  await admin.getByRole('button', { name: 'Retire “Not a real lead”' }).press('Enter')
  await expectAccessible(admin)
  await expectAccessible(admin, ON_PHONE)
  await admin.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByText('Reasons saved')).toBeVisible()

  await page.goto(`/leads/${lead.id}`)
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Lost…' }).click()
  const dialog = page.getByRole('dialog', { name: `Why was ${lead.name} lost?` })
  await expect(dialog.getByText('Builder fits it out')).toBeVisible()
  await expect(dialog.getByText('Not a real lead')).toBeHidden()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  // As it was.
  await admin.getByRole('button', { name: 'Offer “Not a real lead” again' }).click()
  await admin.getByRole('button', { name: 'Retire “Builder fits it out”' }).click()
  await admin.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByText('Reasons saved').last()).toBeVisible()
})
