import { type Elsewhere, freshName, freshPhone, type Lead } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'

/** Two leads under one phone. */
async function addPair(someone: Elsewhere, values: [object, object] = [{}, {}]): Promise<[Lead, Lead]> {
  const phone = freshPhone()
  const first = await someone.addLead({ name: freshName('Zainab'), phone, ...values[0] })
  const second = await someone.addLead({ name: freshName('Zubin'), phone, ...values[1] })
  return [first, second]
}

test.describe('an admin', () => {
  test.use({ person: 'admin' })

  test('merges two leads with a choice, follows the old address, and takes it back', async ({
    page,
    elsewhere,
  }) => {
    const admin = await elsewhere('admin')
    const [first, second] = await addPair(admin, [
      { location: 'Pune' },
      { location: 'Nashik', style: 'Classic' },
    ])
    await page.goto('/duplicates')
    const pair = page.getByRole('article', { name: `${first.name} and ${second.name}` })
    await expect(pair.getByText('Same phone')).toBeVisible()
    await pair.getByRole('button', { name: 'Merge…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Merge two leads' })
    await dialog.getByRole('radio', { name: 'Nashik' }).check()
    await expect(dialog.getByRole('cell', { name: 'Nashik', exact: true }).last()).toBeVisible()
    await dialog.getByRole('button', { name: 'Merge leads' }).click()
    await expect(page.getByText(`${second.name} merged into ${first.name}`)).toBeVisible()
    await expect(pair).toBeHidden()

    await page.goto(`/leads/${second.id}`)
    await expect(page.getByRole('heading', { name: first.name, level: 2 })).toBeVisible()
    await expect(page).toHaveURL(new RegExp(`/leads/${first.id}$`))
    await expect(page.getByLabel('City')).toHaveValue('Nashik')

    await page.goto('/duplicates?show=merged')
    await page
      .getByRole('listitem')
      .filter({ hasText: second.name })
      .getByRole('button', { name: 'Undo' })
      .click()
    await expect(page.getByText('are two leads again')).toBeVisible()
    await page.goto(`/leads/${second.id}`)
    await expect(page.getByRole('heading', { name: second.name, level: 2 })).toBeVisible()
  })

  test('answers pairs by the keyboard, and undoes it', async ({ page, elsewhere }) => {
    const [first, second] = await addPair(await elsewhere('admin'))
    await page.goto('/duplicates')
    const pair = page.getByRole('article', { name: `${first.name} and ${second.name}` })
    await pair.focus()
    await page.keyboard.press('n')
    await expect(page.getByText('Kept as two leads, for good')).toBeVisible()
    await expect(pair).toBeHidden()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(pair).toBeVisible()
    await pair.getByRole('button', { name: 'Same household' }).click()
    await expect(pair).toBeHidden()
    await page.goto(`/leads/${first.id}`)
    const household = page.getByRole('region', { name: 'Household' })
    await expect(household.getByRole('link', { name: second.name })).toBeVisible()
    await expect(household.getByText('Same phone')).toBeVisible()
  })

  test('finds the lead to merge with, while a colleague on its page is taken to what is left', async ({
    page,
    openAs,
    elsewhere,
  }) => {
    const admin = await elsewhere('admin')
    const [winner, loser] = [
      await admin.addLead({ name: freshName('Yamini'), email: 'y@one.example' }),
      await admin.addLead({ name: freshName('Yashoda') }),
    ]
    const other = await openAs('superadmin')
    await other.goto(`/leads/${loser.id}`)
    await expect(other.getByRole('heading', { name: loser.name, level: 2 })).toBeVisible()
    await expect(other.getByText('Live')).toBeVisible()
    await page.goto(`/leads/${winner.id}`)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Merge with…' }).click()
    await page.getByRole('textbox', { name: 'Find a lead' }).fill(loser.name)
    await page.getByRole('button', { name: new RegExp(`^${loser.name}`) }).click()
    await page.getByRole('button', { name: 'Merge leads' }).click()
    await expect(page.getByText(`${loser.name} merged into ${winner.name}`)).toBeVisible()
    await expect(other.getByRole('heading', { name: winner.name, level: 2 })).toBeVisible()
  })
})

test.describe('a salesperson', () => {
  test.use({ person: 'employee' })

  test('asks for a lead that a colleague has, and gets it from the manager', async ({
    page,
    openAs,
    elsewhere,
  }) => {
    const phone = freshPhone()
    const manager = await elsewhere('manager')
    const theirs = await manager.addLead({ name: freshName('Xenia'), phone })
    const mine = await (await elsewhere('employee')).addLead({ name: freshName('Xavier'), phone })
    await page.goto(`/leads/${mine.id}`)
    await page.getByRole('button', { name: 'Ask for access' }).click()
    await page.getByLabel('Why you should have this lead').fill('She called me')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: /^Ask / }).last().click()
    await expect(page.getByText('You asked')).toBeVisible()
    const desk = await openAs('manager')
    await desk.goto('/access-requests')
    const request = desk.getByRole('listitem').filter({ hasText: theirs.name })
    await expect(request.getByText('She called me')).toBeVisible()
    await request.getByRole('button', { name: 'Hand over' }).click()
    await expect(desk.getByText(`${theirs.name} is with`)).toBeVisible()
    await page.goto('/access-requests')
    await page.getByRole('link', { name: theirs.name }).click()
    await expect(page.getByRole('heading', { name: theirs.name, level: 2 })).toBeVisible()
  })
})
