import type { Page } from '@playwright/test'
import { expect } from '../support/journey.ts'
import { ON_LAPTOP } from '../support/looks.ts'
import { andThen, at, type Screen, standForEverybody } from '../support/screens.ts'

const firstEntry = (page: Page) => page.locator('[data-follow-up]:enabled').first()

const ofAnAdmin: Screen[] = [
  {
    name: 'calendar-week',
    open: at('/calendar?who=all', 'Calendar', page => page.getByText(/^\d+ – /)),
  },
  {
    name: 'calendar-month',
    open: at('/calendar?view=month&who=all', 'Calendar', firstEntry),
    looks: ON_LAPTOP,
  },
  {
    name: 'follow-up-edited',
    open: andThen(at('/calendar?view=month&who=all', 'Calendar', firstEntry), async page => {
      await firstEntry(page).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await expect(page.getByLabel('Who', { exact: true })).toBeVisible()
    }),
  },
  {
    name: 'response-times',
    open: andThen(at('/settings/response', 'Response times'), async page => {
      await page.getByRole('button', { name: 'Add a holiday' }).click()
      await expect(page.getByRole('region', { name: 'Late follow-ups' })).toBeVisible()
    }),
  },
  {
    name: 'kick-off',
    open: andThen(at('/settings/kick-off', 'Kick-off'), async page => {
      const homes = page.getByRole('region', { name: 'Residential' })
      await homes.getByRole('button', { name: 'Add a step' }).click()
      await expect(homes.getByRole('listitem').last().getByLabel('What is to be done')).toHaveValue('')
    }),
  },
  {
    name: 'people-for-clients',
    open: andThen(at('/settings/client-people', 'People for clients'), async page => {
      const designers = page.getByRole('region', { name: 'Designer' })
      await designers.getByRole('button', { name: 'Add a rule' }).click()
      const rule = designers.getByRole('listitem').last()
      await rule.getByRole('combobox', { name: 'Chooses among' }).click()
      await page.getByRole('option', { name: 'These people' }).click()
      await rule.getByRole('combobox', { name: 'People' }).click()
      await page.getByRole('option', { name: 'Tara Bhat' }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Try on the last 200 clients' }).click()
      await expect(page.getByRole('region', { name: 'Who would be proposed' })).toContainText(
        'least open work',
      )
    }),
  },
  {
    name: 'assignment',
    open: andThen(at('/settings/assignment', 'Assignment'), async page => {
      const takesBack = page.getByRole('switch', { name: /^Take a lead back/ })
      // What another journey saves meanwhile takes the place of what was not saved here.
      await expect(async () => {
        if (!(await takesBack.isChecked())) await takesBack.press('Space')
        await expect(page.getByLabel(/^How often/)).toBeVisible({ timeout: 2000 })
      }).toPass()
      await page.getByRole('button', { name: 'Add a rule' }).click()
      // Other journeys may have left rules.
      const rule = page.getByRole('region', { name: 'Rules' }).getByRole('listitem').last()
      await rule.getByRole('combobox', { name: 'People' }).click()
      await page.getByRole('option', { name: 'Arjun Patil' }).click()
      await page.keyboard.press('Escape')
      await rule.getByRole('button', { name: 'Add a condition' }).click()
      await page.getByRole('menuitem', { name: 'City' }).click()
      await page.getByRole('button', { name: 'Try on the last 500 leads' }).click()
      await expect(page.getByRole('table', { name: 'Leads of each person' })).toBeVisible()
    }),
  },
  {
    name: 'availability',
    open: andThen(at('/settings/availability', 'Availability'), async page => {
      await page.getByRole('button', { name: 'Add leave' }).click()
      await page.getByRole('switch', { name: /^Own hours/ }).press('Space')
      await expect(page.getByLabel('Monday from')).toBeVisible()
    }),
  },
  {
    name: 'scoring',
    open: andThen(at('/settings/scoring', 'Scoring'), async page => {
      await page.getByLabel('Weight of Budget').fill('100')
      await expect(page.getByRole('table', { name: 'Those that would move most' })).toBeVisible()
      await expect(page.getByRole('table', { name: 'Forecast and outcome' })).toBeVisible()
    }),
  },
  {
    name: 'outcomes',
    open: at('/settings/outcomes', 'Outcomes', page => page.getByRole('button', { name: 'Save outcomes' })),
  },
  {
    name: 'notification-settings',
    open: at('/settings/notifications', 'Notifications', page =>
      page.getByRole('button', { name: 'Notify me on this device' }),
    ),
  },
  {
    name: 'notifications',
    open: andThen(at('/today', 'Today'), async page => {
      await page.getByRole('button', { name: /^Notifications/ }).click()
      await expect(page.getByRole('dialog', { name: 'Notifications' })).toBeVisible()
    }),
  },
]

standForEverybody([['admin', ofAnAdmin]])
