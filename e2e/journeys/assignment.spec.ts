import { expect, test } from '../support/journey.ts'

test.use({ person: 'admin' })

// The rules stay off: other journeys have leads that are to stay nobody's.
test('rules are made, put in order by keyboard, tried on past leads and kept', async ({ page }) => {
  await page.goto('/settings/assignment')
  const rules = page.getByRole('region', { name: 'Rules' }).getByRole('listitem')
  // The demo firm shows what rules look like.
  for (const name of ['Homes in Bengaluru', 'High budget', 'All others'])
    await page.getByRole('button', { name: `Delete ${name}`, exact: true }).click()
  await expect(rules).toHaveCount(0)
  for (const [name, person] of [
    ['Pune', 'Arjun Patil'],
    ['Everything else', 'Sneha Joshi'],
  ] as const) {
    await page.getByRole('button', { name: 'Add a rule' }).click()
    const rule = rules.last()
    await rule.getByRole('textbox', { name: /^Name of rule/ }).fill(name)
    await rule.getByRole('combobox', { name: 'People' }).click()
    await page.getByRole('option', { name: person }).click()
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: 'Move Everything else', exact: true }).press('Alt+ArrowUp')
  await expect(rules.first()).toHaveAccessibleName('Everything else')
  await expect(page.getByRole('button', { name: 'Move Everything else', exact: true })).toBeFocused()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(rules.first()).toHaveAccessibleName('Pune')

  const pune = rules.first()
  await pune.getByRole('button', { name: 'Add a condition' }).click()
  await page.getByRole('menuitem', { name: 'City' }).click()
  await pune.getByRole('combobox', { name: 'City' }).fill('Pune')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Try on the last 500 leads' }).click()
  const shares = page.getByRole('table', { name: 'Leads of each person' })
  await expect(shares.getByRole('row', { name: /^Arjun Patil/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Leads that would change' })).toContainText(
    'Pune: next in turn',
  )

  // A trial of other rules is no trial of these; amounts are read as people write them.
  await pune.getByRole('button', { name: 'Add a condition' }).click()
  await page.getByRole('menuitem', { name: 'Budget' }).click()
  await pune.getByRole('textbox', { name: 'Budget from' }).fill('1500000')
  await expect(pune.getByRole('textbox', { name: 'Budget from' })).toHaveValue('15,00,000')
  await expect(shares).toBeHidden()

  await page.getByRole('button', { name: 'Save rules' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible()
  await page.reload()
  await expect(rules).toHaveCount(2)
  await expect(rules.first()).toHaveAccessibleName('Pune')
  await expect(rules.first()).toContainText('Arjun Patil')
  await expect(pune.getByRole('textbox', { name: 'Budget from' })).toHaveValue('15,00,000')

  const waiting = page.getByRole('region', { name: 'Leads without an owner' })
  await expect(waiting).toContainText('Switch the rules on')
  await expect(waiting.getByRole('button', { name: 'Give them out now' })).toBeDisabled()
})

// As though the rules were on, and each portion one lead: the real ones stay nobody's.
test('what earlier portions gave is told when a later one fails, and who got it as the fallback owner', async ({
  page,
  elsewhere,
}) => {
  const admin = await elsewhere('admin')
  for (let n = 0; n < 3; n++) await admin.addLead({ assigned_to: null })
  const me = await admin.myId()
  await page.route(
    url => url.pathname === '/crm/assignment',
    async route => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: { ...(await answer.json()), is_on: true } })
    },
  )
  await page.route(
    url => url.pathname === '/crm/leads' && url.searchParams.get('limit') === '200',
    route => route.continue({ url: route.request().url().replace('limit=200', 'limit=1') }),
  )
  const kinds = ['fallback', 'fallback']
  await page.route('**/crm/assignment/runs', async route => {
    const kind = kinds.shift()
    if (!kind)
      return route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        json: { title: 'Busy', status: 503 },
      })
    const [lead_id] = route.request().postDataJSON().lead_ids
    await route.fulfill({ json: { data: [{ lead_id, owner_id: me, kind, rule: null, reason: '' }] } })
  })
  await page.goto('/settings/assignment')
  const waiting = page.getByRole('region', { name: 'Leads without an owner' })
  await waiting.getByRole('button', { name: 'Give them out now' }).click()
  await expect(waiting.getByRole('alert')).toContainText('The others still wait.')
  await expect(waiting.getByRole('status')).toHaveText(
    /^As fallback owner, since no rule fits or nobody is free: .+ 2\.$/,
  )
})
