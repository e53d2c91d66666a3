import { expect, test } from '../support/journey.ts'

const PLACES = {
  superadmin: [
    'Home',
    'Today',
    'Calendar',
    'Leads',
    'Board',
    'Clients',
    'Reports',
    'Duplicates',
    'Import',
    'Settings',
  ],
  admin: [
    'Home',
    'Today',
    'Calendar',
    'Leads',
    'Board',
    'Clients',
    'Reports',
    'Duplicates',
    'Import',
    'Settings',
  ],
  manager: ['Home', 'Today', 'Calendar', 'Leads', 'Board', 'Clients', 'Reports', 'Settings'],
  employee: ['Home', 'Today', 'Calendar', 'Leads', 'Board', 'Clients', 'Reports', 'Settings'],
  designer: ['Home', 'Today', 'Calendar', 'Clients', 'Settings'],
} as const

for (const person of ['superadmin', 'admin', 'manager', 'employee', 'designer'] as const) {
  test.describe(person, () => {
    test.use({ person })

    test('finds only what they may open', async ({ page }) => {
      await page.goto('/')
      await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
      const places = page.getByRole('navigation', { name: 'Main' }).getByRole('link')
      await expect(places).toHaveText([...PLACES[person]])
      await page.keyboard.press('ControlOrMeta+k')
      const offered = page.getByRole('group', { name: 'Pages' }).getByRole('option')
      await expect(offered).toHaveText([...PLACES[person]])
      const adding = page.getByRole('option', { name: 'Add a lead' })
      await expect(adding).toHaveCount(person === 'designer' ? 0 : 1)
    })
  })
}

test.describe('client', () => {
  test.use({ person: 'client' })

  test('puts the navigation in order by keyboard, hides a page and brings it back', async ({ page }) => {
    // The page asks who is signed in once more when its line stands; that answer is of before the change, and comes after it.
    const late = Promise.withResolvers<void>()
    let asked = 0
    await page.route('**/api/me', async route => {
      const answer = await route.fetch()
      if (++asked === 2) await late.promise
      await route.fulfill({ response: answer }).catch(() => {})
    })
    await page.goto('/settings/navigation')
    const places = page.getByRole('navigation', { name: 'Main' }).getByRole('link')
    await expect(places).toHaveText(['Home', 'Settings'])
    await expect.poll(() => asked).toBe(2)
    const kept = () =>
      page.waitForResponse(answer => /PUT|DELETE/.test(answer.request().method()) && answer.ok())
    const moved = kept()
    await page.getByRole('button', { name: 'Move down: Home' }).press('Enter')
    await expect(page.getByText('Home is at place 2 of 2')).toBeAttached()
    await expect(places).toHaveText(['Settings', 'Home'])
    await moved
    late.resolve()
    await expect.poll(() => asked).toBe(3)
    await expect(places).toHaveText(['Settings', 'Home'])
    const hidden = kept()
    await page.getByRole('switch', { name: 'Show Home' }).press('Space')
    await expect(places).toHaveText(['Settings'])
    await hidden

    await page.reload()
    await expect(places).toHaveText(['Settings'])
    await page.getByRole('switch', { name: 'Show Home' }).press('Space')
    await expect(places).toHaveText(['Settings', 'Home'])
    await page.getByRole('button', { name: 'Reset' }).press('Enter')
    await expect(places).toHaveText(['Home', 'Settings'])
  })
})

test.describe('employee', () => {
  test.use({ person: 'employee' })

  test('sees their own leads and no one else’s', async ({ page, elsewhere }) => {
    const [employee, manager] = [await elsewhere('employee'), await elsewhere('manager')]
    const other = await manager.addLead()
    const me = await employee.myId()
    await page.goto('/leads')
    await expect(page.locator('[data-row="0"]')).toBeVisible()
    const owners = await page.locator('[data-column="owner"]').allTextContents()
    expect(new Set(owners.map(text => text.replace(/^AP/, '')))).toEqual(new Set(['Arjun']))
    const listed = await (await employee.request.get('/crm/leads', { params: { limit: 200 } })).json()
    expect(listed.data.every((lead: { assigned_to: number }) => lead.assigned_to === me)).toBe(true)

    await page.goto(`/leads?q=${other.name}`)
    await expect(page.getByRole('heading', { name: /^No leads for/ })).toBeVisible()
    await page.goto(`/leads/${other.id}`)
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible()
    await expect(page.getByText(other.name)).toHaveCount(0)
  })

  test('is offered neither export, nor deleting, nor giving away', async ({ page, elsewhere }) => {
    const lead = await (await elsewhere('employee')).addLead()
    await page.goto('/leads')
    await expect(page.locator('[data-row="0"]')).toBeVisible()
    await expect(page.getByRole('link', { name: 'Export' })).toHaveCount(0)
    await page.goto(`/leads/${lead.id}`)
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await expect(page.getByRole('menuitem', { name: 'Copy the phone number' })).toBeVisible()
    await expect(page.getByRole('menuitem', { name: 'Delete lead' })).toHaveCount(0)
    await expect(page.getByLabel('Owner', { exact: true })).toHaveAttribute('readonly')
  })

  test('meets a page in words at what only others open', async ({ page }) => {
    await page.goto('/import')
    await expect(page.getByRole('heading', { name: 'Your role does not import leads' })).toBeVisible()
  })
})

test.describe('designer', () => {
  test.use({ person: 'designer' })

  test('meets a page in words at what only others open', async ({ page }) => {
    for (const address of ['/leads', '/leads/new', '/leads/1']) {
      await page.goto(address)
      await expect(page.getByRole('heading', { name: 'Your role does not open leads' })).toBeVisible()
    }
  })
})
