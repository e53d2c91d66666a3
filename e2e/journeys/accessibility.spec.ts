import type { Page } from '@playwright/test'
import { elsewhereAs, freshName, freshPhone, invitationIn } from '../support/api.ts'
import { expect } from '../support/journey.ts'
import { ON_LAPTOP, ON_PHONE } from '../support/looks.ts'
import { productUrl } from '../support/run.ts'
import { andThen, at, click, heading, type Screen, standForEverybody } from '../support/screens.ts'

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

async function openLeadWithFile(page: Page): Promise<void> {
  await openLead(page, 'qualified')
  const file = { name: 'Hall.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') }
  await page.getByLabel('Files to add').setInputFiles(file)
  await expect(page.getByRole('button', { name: 'Look at Hall.png' }).first()).toBeVisible()
}

/** Of the demo firm: the newest. */
async function openClient(page: Page): Promise<void> {
  const { data } = await (await page.request.get('/crm/clients?limit=1')).json()
  await at(`/clients/${data[0].id}`, data[0].name, there => there.getByRole('region', { name: 'Timeline' }))(
    page,
  )
}

/** With all that is drawn on it. */
async function openDashboard(page: Page): Promise<void> {
  await at('/', 'Home', there => there.getByRole('link', { name: 'Show all: New in the firm' }))(page)
  for (const name of ['Conversions', 'Campaigns', 'Pipeline']) {
    await expect(page.getByRole('region', { name }).getByRole('list')).toBeVisible()
  }
  await expect(page.getByRole('region', { name: 'System' }).getByText(/in 14 days/)).toBeVisible()
}

const firstCard = (page: Page) => page.locator('[data-card]').first()
const firstRow = (page: Page) => page.locator('[data-row="0"]')

/** What lies under something that is opened over a list: as few as there can be, for axe reads them all. */
const aFewLeads = at('/leads?status=new&source=Website', 'Leads', firstRow)
const aFewCards = at('/board?pipeline=2&source=Architect', 'Board', firstCard)

/** Of the demo firm: the newest in this state. */
async function openLead(page: Page, status: string): Promise<void> {
  const { data } = await (await page.request.get(`/crm/leads?status=${status}&limit=1`)).json()
  await page.goto(`/leads/${data[0].id}`)
}

/** With two leads under one phone, whom somebody may take for one. */
async function openDuplicates(page: Page) {
  const phone = freshPhone()
  const home = { phone, assigned_to: null, configuration: '3 BHK', budget: 2_250_000, source: 'Website' }
  for (const more of [
    { name: 'Meenakshi Venkataraman', location: 'Pune', email: 'meenakshi@example.com' },
    { name: 'M. Venkataraman', location: 'Baner, Pune', address: 'B-204, Amanora Park Town, Hadapsar' },
  ]) {
    await page.request.post('/crm/leads', { data: { ...home, ...more }, headers: { origin: productUrl() } })
  }
  await at('/duplicates', 'Duplicates', there => there.getByRole('article').first())(page)
}
/** Who can see a lead of Arjun's. */
async function openViewers(page: Page) {
  const arjun = await elsewhereAs('employee')
  const made = await arjun.request.post('/crm/leads', { data: { name: freshName('Lata') } })
  const { id, name } = await made.json()
  await arjun.request.dispose()
  await at(`/leads/${id}`, name)(page)
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Who can see this?' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
}

/** Of a firm that has its own provider, which could not be reached. */
async function openSignInWithProvider(page: Page) {
  await page.route('**/api/sign-in-options', async route => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), sso: { name: 'Google' } } })
  })
  await at('/sign-in?problem=unavailable', 'Sign in', there => there.getByText('cannot be reached'))(page)
  await expect(page.getByRole('link', { name: 'Sign in with Google' })).toBeVisible()
}

/** A link that is good still, from the mail. */
async function openInvitation(page: Page) {
  const email = `${freshName('Nisha').replace(' ', '.').toLowerCase()}@firm.example`
  const superAdmin = await elsewhereAs('superadmin')
  await superAdmin.request.post('/crm/invitations', { data: { email, name: 'Nisha Kulkarni' } })
  const token = await invitationIn(superAdmin.request, email)
  await superAdmin.request.dispose()
  await at(`/invitation?token=${token}`, /./, there => there.getByLabel('Your name'))(page)
}

const inMenuOf = (name: string, item: string) => async (page: Page) => {
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
}
const people = at('/settings/users', 'People', page => page.getByRole('link', { name: 'Arjun Patil' }))
const teams = at('/settings/teams', 'Teams', page => page.getByText('Headed by Priya Deshmukh'))
const matrix = at('/settings/permissions', 'Permissions', page =>
  page.getByRole('button', { name: 'Manager, Export: Team' }).first(),
)

const beforeTheDoor: Screen[] = [
  { name: 'sign-in', open: at('/sign-in', 'Sign in', page => page.getByText('demo firm')) },
  { name: 'sign-in-sso', open: openSignInWithProvider },
  { name: 'forgot-password', open: at('/forgot-password', 'Forgot your password') },
  { name: 'reset-password', open: at('/reset-password?token=made-up', 'Set a new password') },
  { name: 'invitation-used', open: at('/invitation?token=made-up', 'This link no longer works') },
  { name: 'invitation', open: openInvitation },
  { name: 'first-admin', open: at('/first-admin?token=made-up', 'Open your firm') },
]

const ofAnAdmin: Screen[] = [
  { name: 'leads', open: at('/leads', 'Leads', firstRow) },
  { name: 'leads-filtered', open: at('/leads?status=new&budget_min=1000000', 'Leads', firstRow) },
  {
    name: 'leads-empty',
    open: at('/leads?q=nobodyofthisname', 'Leads', page => heading(page, /^No leads for/, 2)),
  },
  { name: 'leads-cards', open: at('/leads?view=cards', 'Leads', firstRow), looks: ON_LAPTOP },
  { name: 'leads-deleted', open: at('/leads?deleted=true', 'Deleted leads') },
  {
    name: 'lead',
    open: async page => {
      await openLead(page, 'qualified')
      await expect(page.getByRole('region', { name: 'Timeline' }).getByRole('listitem').first()).toBeVisible()
    },
  },
  {
    name: 'lead-files',
    open: async page => {
      await openLeadWithFile(page)
      await page.getByRole('button', { name: 'More for files' }).click()
      await page.getByRole('menuitem', { name: 'Show deleted files' }).click()
      await expect(page.getByText('Nothing of yours was deleted')).toBeVisible()
    },
  },
  {
    name: 'lead-file-lightbox',
    open: async page => {
      await openLeadWithFile(page)
      await page.getByRole('button', { name: 'Look at Hall.png' }).first().click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'lead-field-history',
    open: async page => {
      await openLead(page, 'qualified')
      const style = page.getByRole('combobox', { name: 'Style' })
      await style.fill(`Minimal ${Date.now()}`)
      await style.press('Enter')
      await style.press('Alt+h')
      const history = page.getByRole('region', { name: 'Earlier values' })
      await expect(history.getByRole('listitem').first()).toBeVisible()
    },
  },
  {
    name: 'lead-next-step',
    open: async page => {
      await openLead(page, 'qualified')
      await page.getByRole('button', { name: 'Plan a follow-up' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'today',
    // With what is best done next, which comes a moment later.
    open: at('/today?who=all', 'Today', page => page.getByRole('button', { name: /^Not now/ }).first()),
  },
  {
    name: 'today-log',
    open: async page => {
      await page.goto('/today?who=all')
      await page.getByRole('button', { name: /^Done/ }).first().click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'upcoming',
    open: at('/today?who=all&view=upcoming', 'Today', page =>
      page.getByRole('button', { name: /^Done/ }).first(),
    ),
  },
  {
    name: 'lead-lost-dialog',
    open: async page => {
      await openLead(page, 'contacted')
      await page.getByRole('button', { name: 'Move', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Lost…' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'new-lead',
    open: at('/leads/new', 'New lead', page => page.getByRole('combobox', { name: 'Owner' })),
  },
  {
    name: 'new-lead-errors',
    open: async page => {
      await page.goto('/leads/new')
      await page.getByLabel('E-mail').fill('not an address')
      await page.getByLabel('Budget').fill('a lot')
      await page.getByRole('button', { name: 'Save lead' }).click()
      await expect(page.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true')
    },
  },
  { name: 'duplicates', open: openDuplicates },
  { name: 'clients', open: at('/clients', 'Clients', there => there.getByRole('listitem').first()) },
  { name: 'client', open: openClient },
  { name: 'duplicates-settled', open: at('/duplicates?show=settled', 'Duplicates') },
  { name: 'duplicates-merged', open: at('/duplicates?show=merged', 'Duplicates') },
  {
    name: 'merge-dialog',
    open: async page => {
      await openDuplicates(page)
      await page.getByRole('button', { name: 'Merge…' }).first().click()
      await expect(page.getByRole('dialog').getByRole('table')).toBeVisible()
    },
  },
  {
    name: 'lead-access',
    open: async page => {
      await openViewers(page)
      await expect(
        page.getByRole('list', { name: 'People who see it' }).getByRole('button').first(),
      ).toBeVisible()
    },
  },
  {
    name: 'lead-access-person',
    open: async page => {
      await openViewers(page)
      await page.getByRole('button', { name: /^Priya Deshmukh/ }).click()
      await expect(
        page
          .getByRole('list', { name: /may do$/ })
          .getByRole('listitem')
          .first(),
      ).toBeVisible()
    },
    looks: ON_LAPTOP,
  },
  {
    name: 'merge-picker',
    open: async page => {
      await openLead(page, 'qualified')
      await page.getByRole('button', { name: 'More', exact: true }).last().click()
      await page.getByRole('menuitem', { name: 'Merge with…' }).click()
      await page.getByRole('textbox', { name: 'Find a lead' }).fill('Asha')
      await expect(page.getByRole('list', { name: 'Leads found' }).getByRole('button').first()).toBeVisible()
    },
    looks: ON_LAPTOP,
  },
  {
    name: 'access-requests',
    open: at('/access-requests', 'Access requests', page => heading(page, 'What you asked for', 2)),
  },
  {
    name: 'board',
    open: at('/board?pipeline=2', 'Board', firstCard),
  },
  { name: 'board-all', open: at('/board?pipeline=all', 'Board', firstCard), looks: ON_LAPTOP },
  {
    name: 'board-menu',
    open: async page => {
      await aFewCards(page)
      await firstCard(page).getByRole('button', { name: /^Move/ }).click()
      await expect(page.getByRole('menu')).toBeVisible()
    },
  },
  {
    name: 'board-lost',
    open: async page => {
      await aFewCards(page)
      await firstCard(page).getByRole('button', { name: /^Move/ }).click()
      await page.getByRole('menuitem', { name: 'Lost…' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'board-sleep',
    open: async page => {
      await aFewCards(page)
      await firstCard(page).getByRole('button', { name: /^Move/ }).click()
      await page.getByRole('menuitem', { name: 'Sleep until…' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'pipelines',
    open: at('/settings/pipelines', 'Pipelines', page => page.getByRole('button', { name: /^Home Visit/ })),
  },
  {
    name: 'pipelines-stage',
    open: async page => {
      await page.goto('/settings/pipelines')
      await page.getByRole('button', { name: /^Home Visit/ }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'pipelines-remove',
    open: async page => {
      await page.goto('/settings/pipelines')
      await page.getByRole('button', { name: 'Remove Home Visit' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'import',
    open: at('/import', 'Import', page => page.getByRole('button', { name: 'Choose a file' })),
  },
  {
    name: 'exports',
    open: at('/exports', 'Export', page => page.getByRole('button', { name: 'Write the file' })),
  },
  {
    name: 'settings',
    open: at('/settings', 'Settings', page => page.getByRole('link', { name: /^Signed-in devices/ })),
  },
  { name: 'people-of-an-admin', open: people, looks: ON_LAPTOP },
  { name: 'permissions-of-an-admin', open: matrix, looks: ON_LAPTOP },
  {
    name: 'settings-security',
    open: at('/settings/security', 'Sign-in and security', page =>
      page.getByRole('button', { name: 'Set it up' }),
    ),
  },
  {
    name: 'settings-navigation',
    open: at('/settings/navigation', 'Navigation', page => page.getByRole('switch', { name: 'Show Leads' })),
  },
  {
    name: 'sessions',
    open: at('/settings/sessions', 'Signed-in devices', page => page.getByText('This device')),
  },
  {
    name: 'settings-fields',
    open: at('/settings/fields', 'Fields', page => page.getByRole('button', { name: 'Add field' }).first()),
  },
  {
    name: 'field-dialog',
    open: async page => {
      await at('/settings/fields', 'Fields')(page)
      await page.getByRole('button', { name: 'Add field' }).first().click()
      await page.getByRole('combobox', { name: 'Kind' }).click()
      await page.getByRole('option', { name: 'Several options', exact: true }).click()
      await page.getByRole('button', { name: 'Add option' }).click()
      await expect(page.getByRole('textbox', { name: 'Option 1' })).toBeVisible()
    },
  },
  {
    name: 'settings-tags',
    open: at('/settings/tags', 'Tags', page => page.getByRole('button', { name: /^More for/ }).first()),
  },
  {
    name: 'tag-merge-dialog',
    open: async page => {
      await at('/settings/tags', 'Tags')(page)
      await page
        .getByRole('button', { name: /^More for/ })
        .first()
        .click()
      await page.getByRole('menuitem', { name: 'Merge into another' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  { name: 'settings-bulk', open: at('/settings/bulk', 'Bulk changes') },
  {
    name: 'leads-ticked',
    open: async page => {
      await aFewLeads(page)
      const select = page.getByRole('button', { name: 'Select', exact: true })
      if (await select.isVisible()) await select.click()
      await page
        .getByRole('checkbox', { name: /^Select / })
        .nth(1)
        .check({ force: true })
      await expect(page.getByRole('toolbar')).toBeVisible()
    },
  },
  {
    name: 'bulk-dialog',
    open: async page => {
      await aFewLeads(page)
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.getByRole('toolbar').getByRole('button', { name: 'Tag' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
    looks: ON_LAPTOP,
  },
  {
    name: 'view-dialog',
    open: async page => {
      await at('/leads?status=new&source=Website', 'Leads')(page)
      await page.getByRole('button', { name: 'Save view' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  { name: 'not-found', open: at('/nowhere', 'Not found') },
  { name: 'lead-not-found', open: at('/leads/99999999', 'Lead', page => heading(page, 'Nothing here', 2)) },
  {
    name: 'palette',
    open: async page => {
      await aFewLeads(page)
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('combobox', { name: 'Search or jump to' }).fill('an')
      await expect(page.getByRole('option').filter({ hasText: '·' }).first()).toBeVisible()
    },
  },
  {
    name: 'person-menu',
    open: async page => {
      await aFewLeads(page)
      await page.getByRole('button', { name: 'Rajesh Kulkarni' }).click()
      await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeVisible()
    },
    looks: ON_LAPTOP,
  },
  {
    name: 'columns-menu',
    open: async page => {
      await aFewLeads(page)
      await page.getByRole('button', { name: 'Columns' }).click()
      await expect(page.getByRole('checkbox', { name: 'Budget' })).toBeVisible()
    },
    looks: ON_LAPTOP,
  },
  {
    name: 'filter-menu',
    open: async page => {
      await aFewLeads(page)
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await expect(page.getByRole('menuitem', { name: 'Stage' })).toBeVisible()
    },
  },
  {
    name: 'filter-choices',
    open: async page => {
      await aFewLeads(page)
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Stage' }).click()
      await expect(page.getByRole('checkbox').first()).toBeVisible()
    },
  },
  {
    name: 'order-menu',
    open: async page => {
      await aFewLeads(page)
      await page.getByRole('button', { name: 'Newest' }).click()
      await expect(page.getByRole('menuitemradio', { name: 'Oldest first' })).toBeVisible()
    },
  },
  {
    name: 'navigation-drawer',
    open: async page => {
      await page.setViewportSize({ width: 360, height: 780 })
      await at('/', 'Home')(page)
      await page.getByRole('button', { name: 'More' }).click()
      await expect(page.getByRole('dialog', { name: 'Navigation' })).toBeVisible()
    },
    looks: ON_PHONE,
  },
]

const ofASuperAdmin: Screen[] = [
  { name: 'home', open: openDashboard },
  { name: 'people', open: people },
  { name: 'invite', open: andThen(people, click('Invite')) },
  {
    name: 'person',
    open: andThen(people, async page => {
      await page.getByRole('link', { name: 'Arjun Patil' }).click()
      await expect(page.getByRole('button', { name: 'Hand over leads' })).toBeVisible()
    }),
  },
  { name: 'teams', open: teams },
  { name: 'team-moved', open: andThen(teams, inMenuOf('Pune', 'Move below another team…')), looks: ON_PHONE },
  { name: 'team-deleted', open: andThen(teams, inMenuOf('Pune', 'Delete…')), looks: ON_LAPTOP },
  {
    name: 'roles',
    open: at('/settings/roles', 'Roles', page => page.getByRole('link', { name: 'Manager' })),
  },
  {
    name: 'role',
    open: async page => {
      await page.goto('/settings/roles')
      await page.getByRole('link', { name: 'Manager' }).click()
      await expect(page.getByRole('link', { name: 'Priya Deshmukh' })).toBeVisible()
    },
  },
  { name: 'permissions', open: matrix, looks: ON_LAPTOP },
  {
    name: 'permissions-of-one-role',
    open: async page => {
      await page.setViewportSize({ width: 360, height: 780 })
      await page.goto('/settings/permissions')
      await page.getByRole('button', { name: 'Admin, Delete: All' }).first().click()
      await page.getByRole('menuitemradio', { name: 'None' }).click()
      await expect(page.getByRole('region', { name: 'Changes' })).toBeVisible()
    },
    looks: ON_PHONE,
  },
  {
    name: 'permissions-choice',
    open: andThen(matrix, async page => {
      await page.getByRole('button', { name: 'Manager, Export: Team' }).first().click()
      await expect(page.getByRole('menuitemradio', { name: 'None' })).toBeVisible()
    }),
    looks: ON_LAPTOP,
  },
  {
    name: 'permissions-review',
    open: andThen(matrix, async page => {
      await page.getByRole('button', { name: 'Employee, Convert: Own' }).click()
      await page.getByRole('menuitemradio', { name: 'None' }).click()
      await page.getByRole('button', { name: 'Review and save' }).click()
      await expect(page.getByRole('dialog')).toContainText(/It concerns \d+ people/)
    }),
    looks: ON_LAPTOP,
  },
  {
    name: 'onboarding',
    open: andThen(at('/settings/onboarding', 'New people'), async page => {
      await page.getByRole('button', { name: 'Add a rule' }).click()
      await expect(page.getByRole('listitem', { name: 'Rule 1' })).toBeVisible()
    }),
  },
  { name: 'api-keys', open: at('/settings/api-keys', 'API keys') },
  { name: 'api-key-new', open: andThen(at('/settings/api-keys', 'API keys'), click('New key')) },
  {
    name: 'audit-log',
    open: at('/settings/audit-log', 'Audit log', page => page.getByText(/signed in/).first()),
  },
]

const ofADesigner: Screen[] = [
  { name: 'home-without-leads', open: at('/', 'Home', page => heading(page, /^Welcome, /, 2)) },
  { name: 'today-of-a-designer', open: at('/today', 'Today') },
  { name: 'clients-of-a-designer', open: at('/clients', 'Clients') },
  { name: 'no-access', open: at('/leads', 'Leads', page => heading(page, /does not open leads/, 2)) },
]

standForEverybody([
  [null, beforeTheDoor],
  ['admin', ofAnAdmin],
  ['superadmin', ofASuperAdmin],
  ['designer', ofADesigner],
])
