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
