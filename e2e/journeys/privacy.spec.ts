import { expect, test } from '../support/journey.ts'
import { activate } from '../support/keyboard.ts'
import { andThen, at, standForEverybody } from '../support/screens.ts'

test('somebody objects to calls: it is recorded by keyboard, stands on lead and timeline, and is told before the next call', async ({
  page,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const lead = await employee.addLead({ consent: { email: true } })
  await page.goto(`/leads/${lead.id}`)
  const consents = page.getByRole('region', { name: 'Consents' })
  await expect(consents).toContainText('Agreed to e-mail')
  await activate(consents.getByRole('button', { name: 'Record a consent' }))
  const dialog = page.getByRole('dialog', { name: `What ${lead.name} agreed to` })
  await dialog.getByRole('combobox', { name: 'Answer' }).click()
  await page.getByRole('option', { name: 'Objected, or took it back' }).click()
  await dialog.getByLabel('Note').fill('On the phone')
  await dialog.getByRole('button', { name: 'Record' }).click()
  await expect(consents).toContainText('objected to calls')
  await expect(page.getByRole('form', { name: 'Log what happened' })).toContainText('Calls: objected on')
  await page.reload()
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('Consent')
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
