import type { Page } from '@playwright/test'
import { freshName, invitationIn } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { productUrl } from '../support/run.ts'

test.use({ person: 'superadmin' })

const isLive = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible()
/** What the open page itself is answered. */
const ask = (page: Page, url: string) =>
  page.evaluate(address => fetch(address).then(({ status }) => status), url)

test('somebody is invited, comes in, and their page follows each change of their rights without reload', async ({
  page,
  browser,
  surprises,
}) => {
  const name = freshName('Nisha')
  const email = `${name.replace(' ', '.').toLowerCase()}@firm.example`

  await page.goto('/settings/users')
  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByRole('combobox', { name: 'Team' }).click()
  await page.getByRole('option', { name: 'Pune' }).click()
  await dialog.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByRole('status').filter({ hasText: `Invitation sent to ${email}` })).toBeVisible()
  await expect(page.getByText(email, { exact: true })).toBeVisible()

  const token = await invitationIn(page.request, email)
  const context = await browser.newContext({
    baseURL: productUrl(),
    storageState: { cookies: [], origins: [] },
  })
  context.on('weberror', error => surprises.push(error.error().message))
  const theirs = await context.newPage()
  await theirs.goto(`/invitation?token=${token}`)
  await theirs.getByLabel('Your name').fill(name)
  await theirs.getByLabel('Password', { exact: true }).fill('a long enough password')
  await theirs.getByRole('button', { name: 'Come in' }).click()
  await expect(theirs.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()

  // An Employee without leads of their own.
  await theirs.goto('/leads')
  await expect(theirs.getByRole('heading', { name: /^No leads/ })).toBeVisible()
  await isLive(theirs)
  await theirs.evaluate(() => Object.assign(window, { isSamePage: true }))
  expect(await ask(theirs, '/crm/leads/export?limit=1')).toBe(403)

  await page.reload()
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Give a role' }).click()
  await page.getByRole('menuitem', { name: 'Manager', exact: true }).click()
  await expect(theirs.locator('[data-row="0"]')).toBeVisible()
  await expect(theirs.getByRole('link', { name: 'Export' })).toBeVisible()

  await page.getByRole('button', { name: 'Give a role' }).click()
  await page.getByRole('menuitem', { name: 'Admin', exact: true }).click()
  const menu = theirs.getByRole('navigation', { name: 'Main' })
  await expect(menu.getByRole('link', { name: 'Import' })).toBeVisible()

  // A page that is open while the right to it is taken.
  await menu.getByRole('link', { name: 'Import' }).click()
  await expect(theirs.getByRole('button', { name: 'Choose a file' })).toBeVisible()
  await page.getByRole('button', { name: `Take Admin from ${name}` }).click()
  await expect(theirs.getByRole('heading', { name: 'Your role does not import leads' })).toBeVisible()
  await expect(menu.getByRole('link', { name: 'Import' })).toHaveCount(0)

  await menu.getByRole('link', { name: 'Leads' }).click()
  await theirs.locator('[data-row="0"]').click()
  await expect(theirs.getByRole('region', { name: 'Timeline' })).toBeVisible()
  await page.getByRole('button', { name: `Take Manager from ${name}` }).click()
  await expect(theirs.getByRole('heading', { name: /Nothing here|has left your list/ })).toBeVisible()
  await menu.getByRole('link', { name: 'Leads' }).click()
  await expect(theirs.getByRole('heading', { name: /^No leads/ })).toBeVisible()
  expect(await ask(theirs, '/crm/leads/export')).toBe(403)

  // The board fills and empties under their eyes.
  await menu.getByRole('link', { name: 'Board' }).click()
  await expect(theirs.getByRole('heading', { name: 'Board', level: 1 })).toBeVisible()
  await expect(theirs.getByRole('article')).toHaveCount(0)
  await page.getByRole('button', { name: 'Give a role' }).click()
  await page.getByRole('menuitem', { name: 'Manager', exact: true }).click()
  await expect(theirs.getByRole('article').first()).toBeVisible()
  await page.getByRole('button', { name: `Take Manager from ${name}` }).click()
  await expect(theirs.getByRole('article')).toHaveCount(0)

  // So does the dashboard.
  await menu.getByRole('link', { name: 'Home' }).click()
  await expect(theirs.getByRole('heading', { name: 'No leads are yours yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Give a role' }).click()
  await page.getByRole('menuitem', { name: 'Manager', exact: true }).click()
  await expect(theirs.getByRole('region', { name: 'Workload' })).toBeVisible()
  await page.getByRole('button', { name: `Take Manager from ${name}` }).click()
  await expect(theirs.getByRole('region', { name: 'Workload' })).toHaveCount(0)
  expect(await theirs.evaluate(() => 'isSamePage' in window), 'nothing of this took a reload').toBe(true)

  await page.goto('/settings/audit-log?allowed=false')
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: `${name} was refused: export (GET /crm/leads/export)` })
      .first(),
  ).toBeVisible()

  await page.goto('/settings/users')
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: /^Deactivate/ }).click()
  await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await context.close()

  // All that was done to them, and nothing else.
  await page.getByRole('link', { name: 'what was done to them' }).click()
  const entries = page.getByRole('listitem').filter({ hasText: name })
  await expect(entries.filter({ hasText: `deactivated ${name}` })).toBeVisible()
  await expect(entries.filter({ hasText: `took the role Admin from ${name}` })).toBeVisible()
  await expect(
    page.getByRole('listitem').filter({ hasText: 'signed in' }).filter({ hasNotText: name }),
  ).toHaveCount(0)
  await page.getByRole('button', { name: 'Remove filter About' }).click()
  await expect(page).toHaveURL(/audit-log$/)
})

test('who can see a lead, and why somebody else cannot, from the lead and from the person', async ({
  page,
  elsewhere,
}) => {
  const arjun = await elsewhere('employee')
  const name = freshName('Lata')
  const { id } = await (await arjun.request.post('/crm/leads', { data: { name } })).json()
  const whyNot =
    'Employee may see leads of their own, but this one is looked after by Arjun Patil in the team Pune.'

  await page.goto(`/leads/${id}`)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Who can see this?' }).click()
  const dialog = page.getByRole('dialog')
  const seeing = dialog.getByRole('list', { name: 'People who see it' })
  await expect(seeing.getByRole('button', { name: /^Arjun Patil/ })).toBeVisible()
  await expect(seeing.getByRole('button', { name: /^Deepa Hegde/ })).toHaveCount(0)
  await dialog.getByLabel('Find a person').fill('Deepa')
  await dialog.getByRole('button', { name: 'Deepa Hegde Does not see it' }).click()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'See it: no' })).toContainText(whyNot)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  await page.goto('/settings/users?q=Deepa')
  await page.getByRole('link', { name: 'Deepa Hegde' }).click()
  await page.getByRole('button', { name: 'Check a lead' }).click()
  await dialog.getByLabel('Find a lead').fill(name)
  await dialog.getByRole('button', { name: new RegExp(`^${name}`) }).click()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'See it: no' })).toContainText(whyNot)
})

test('the permission matrix is filled in by key, looked over and saved', async ({ page }) => {
  const role = freshName('Role')
  const made = await (
    await page.request.post('/crm/roles', { data: { name: role }, headers: { origin: productUrl() } })
  ).json()
  await page.goto('/settings/permissions')
  await page.getByRole('button', { name: 'Super Admin, View: All' }).first().focus()
  await page.keyboard.press('End')
  const cell = (action: string, reach: string) =>
    page.getByRole('button', { name: `${role}, ${action}: ${reach}` }).first()
  await expect(cell('View', 'None')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(cell('View', 'None')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Team’s leads' })).toBeVisible()
  await page.getByRole('menuitemradio', { name: 'Team’s leads' }).focus()
  await page.keyboard.press('Enter')
  await expect(cell('View', 'Team, changed')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Changes' })).toContainText(`${role}: View, None to Team.`)

  await page.getByRole('button', { name: 'Review and save' }).click()
  await expect(page.getByRole('dialog')).toContainText('It concerns nobody at the moment.')
  await page.getByRole('button', { name: 'Save permissions' }).click()
  await expect(page.getByRole('region', { name: 'Changes' })).toHaveCount(0)
  await expect(cell('View', 'Team')).toBeVisible()
  const saved = await (await page.request.get(`/crm/roles/${made.id}/permissions`)).json()
  expect(saved.permissions).toEqual([{ module: 'CRM', action: 'view', scope: 'team' }])
  await page.request.delete(`/crm/roles/${made.id}`, { headers: { origin: productUrl() } })
})
