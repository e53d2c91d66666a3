import { DEMO_PASSWORD, demoEmail } from '../../scripts/lib/demo-people.ts'
import { freshName, freshPhone } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { jumpTo, tabTo, typeInto } from '../support/keyboard.ts'

test.use({ person: null })

test('a lead from the first call to the next stage, without a mouse', async ({ page, elsewhere }) => {
  const phone = freshPhone()
  await (await elsewhere('manager')).addLead({ phone })
  const name = freshName('Noor')

  await page.goto('/')
  await typeInto(page.getByLabel('E-mail'), demoEmail('employee'))
  await typeInto(page.getByLabel('Password', { exact: true }), DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()

  await test.step('adds a lead from the palette and is warned of its double', async () => {
    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeFocused()
    await page.keyboard.type('add a lead')
    await expect(page.getByRole('option', { name: 'Add a lead' })).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(page.getByLabel('Name')).toBeFocused()
    await page.keyboard.type(name)
    await typeInto(page.getByLabel('Phone'), phone)
    await expect(page.getByText(/The same phone number is on another lead, owned by/)).toBeVisible()
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(page.getByRole('heading', { name, level: 2 })).toBeVisible()
  })

  await test.step('finds it in the list and walks the rows', async () => {
    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByRole('combobox', { name: 'Search or jump to' })).toBeFocused()
    await page.keyboard.type('leads')
    // It stands there before the word is typed as well: Enter goes to what is chosen.
    const leads = page.getByRole('option', { name: 'Leads', exact: true })
    await expect(leads).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    const row = (number: number) => page.locator(`[data-row="${number}"]`)
    await expect(row(1)).toBeVisible()
    await page.keyboard.press('j')
    await expect(row(0)).toBeFocused()
    await page.keyboard.press('j')
    await expect(row(1)).toBeFocused()
    await page.keyboard.press('k')
    await expect(row(0)).toBeFocused()

    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox')).toBeFocused()
    await page.keyboard.type(name)
    await expect(page.getByRole('status').filter({ hasText: /^1 lead/ })).toBeVisible()
    await page.keyboard.press('Enter')
    await page.keyboard.press('j')
    await expect(page.getByRole('link', { name })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name, level: 2 })).toBeVisible()
  })

  await test.step('jumps to how to reach them, writes down the language and moves the lead on', async () => {
    await jumpTo(page, 'Contact')
    await typeInto(page.getByLabel('Speaks'), 'Urdu')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
    // The stages are one stop: arrows go from one to the next.
    await tabTo(page.getByRole('list', { name: 'Stage' }).getByRole('button', { name: 'New' }), {
      backwards: true,
    })
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('button', { name: 'Move to Contacted' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('status').filter({ hasText: `${name} moved to Contacted` })).toBeVisible()
    await expect(page.getByRole('list', { name: 'Stage' }).locator('[aria-current=step]')).toContainText(
      'Contacted',
    )
  })

  await test.step('goes back to the list as it was', async () => {
    // The key for it belongs to the browser, which has no keys of its own here.
    await page.goBack()
    await expect(page).toHaveURL(/\/leads\?q=/)
    await expect(page.getByRole('link', { name })).toBeVisible()
  })
})
