import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/journey.ts'
import { activate, jumpTo, typeInto } from '../support/keyboard.ts'
import { ON_PHONE } from '../support/looks.ts'
import { andThen, at, standForEverybody } from '../support/screens.ts'

test('somebody objects to calls: it is recorded by keyboard, stands on lead and timeline, and is told before the next call', async ({
  page,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const lead = await employee.addLead({ consent: { email: true } })
  const planned = await employee.request.post('/crm/follow-ups', {
    data: { lead_id: lead.id, kind: 'call', title: 'Ring about tiles', due_at: '2031-01-02T10:00:00Z' },
  })
  expect(planned.ok(), await planned.text()).toBe(true)
  await page.goto(`/leads/${lead.id}`)
  const consents = page.getByRole('region', { name: 'Consents' })
  await expect(consents).toContainText('Agreed to e-mail')
  await jumpTo(page, 'Consents')
  await activate(consents.getByRole('button', { name: 'Record a consent' }))
  const dialog = page.getByRole('dialog', { name: `What ${lead.name} agreed to` })
  await dialog.getByRole('combobox', { name: 'Answer' }).click()
  await page.getByRole('option', { name: 'Objected, or took it back' }).click()
  await dialog.getByLabel('Note').fill('On the phone')
  await dialog.getByRole('button', { name: 'Record' }).click()
  await expect(consents).toContainText('objected to calls')
  await expect(page.getByRole('form', { name: 'Log what happened' })).toContainText('Calls: objected on')
  await page.reload()
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('withdrew consent to calls')
  await activate(page.getByRole('button', { name: /^Done: .*Ring about tiles/ }))
  await expect(page.getByRole('dialog')).toContainText('Calls: objected on')
})

test.describe('an Admin', () => {
  test.use({ person: 'admin' })

  test('sees what is held on somebody, takes it out, and erases them by keyboard, typing their name', async ({
    page,
    elsewhere,
  }) => {
    const lead = await (await elsewhere('employee')).addLead({ phone: null })
    await page.goto(`/leads/${lead.id}`)
    await page.getByRole('button', { name: 'Export all data' }).click()
    const taking = page.getByRole('dialog', { name: `All that is held on ${lead.name}` })
    await expect(taking.getByRole('region', { name: 'What is held' })).toContainText('History')
    await taking.getByRole('button', { name: 'Write the archive' }).click()
    await expect(taking).toBeHidden()

    await jumpTo(page, 'Consents')
    await activate(page.getByRole('button', { name: 'Erase person' }))
    const dialog = page.getByRole('dialog', { name: `Erase ${lead.name} for good?` })
    await typeInto(dialog.getByLabel(`Type “${lead.name}” to confirm`), lead.name)
    await expectAccessible(page)
    await expectAccessible(page, ON_PHONE)
    await activate(dialog.getByRole('button', { name: 'Erase for good' }))
    await expect(page.getByRole('heading', { name: 'Erased person' }).first()).toBeVisible()
    // Nothing is offered that would be refused.
    await expect(page.getByText('The person of this lead was erased.')).toBeVisible()
    await expect(page.getByRole('form', { name: 'Log what happened' })).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Erase person' })).toHaveCount(0)
    await page.goto('/settings/privacy')
    const erased = page.getByRole('region', { name: 'Erased people' })
    await expect(erased.locator(`a[href="/leads/${lead.id}"]`)).toHaveText('A person with one lead')
  })
})

standForEverybody([
  [
    'admin',
    [
      { name: 'privacy', open: at('/settings/privacy', 'Privacy') },
      {
        name: 'privacy-purpose-new',
        open: andThen(at('/settings/privacy', 'Privacy'), async page => {
          await page.getByRole('button', { name: 'Add a purpose' }).click()
          await expect(page.getByRole('group', { name: 'New purpose' })).toBeVisible()
        }),
      },
    ],
  ],
])
