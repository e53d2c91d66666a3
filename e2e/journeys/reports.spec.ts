import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/journey.ts'
import { takePictures } from '../support/looks.ts'

test.use({ person: 'manager' })

test('a manager reads reports, by keyboard too, and each figure opens its leads', async ({ page }) => {
  await page.goto('/reports?by=source&compare=true')
  const report = page.getByRole('region', { name: 'Conversions', exact: true })
  const bar = report.getByRole('link').first()
  await expect(report.getByText(/^Leads: /)).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'report-sources')
  const [, count = ''] = /: ([\d,]+), /.exec((await bar.getAttribute('aria-label')) ?? '') ?? []
  await bar.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Leads', level: 1 })).toBeVisible()
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('those in your reports')
  await expect(page.getByText(new RegExp(`^${count} leads?`))).toBeVisible()

  await page.goto('/reports')
  await expect(report.getByRole('link').first()).toBeVisible()
  await takePictures(page, 'report-conversions')
  await report.getByRole('button', { name: 'Table' }).click()
  await expect(report.getByRole('row').nth(2)).toBeVisible()
  const download = page.waitForEvent('download')
  await report.getByRole('button', { name: 'CSV' }).click()
  expect((await download).suggestedFilename()).toMatch(/^conversions .*\.csv$/)

  await report.getByRole('button', { name: 'Chart' }).click()
  await page.getByRole('link', { name: 'Funnel' }).click()
  await expect(page.getByText(/went on/).first()).toBeVisible()
  await takePictures(page, 'report-funnel')
  await page.getByRole('link', { name: 'Response times' }).click()
  await expect(page.getByRole('link', { name: /^Mon .*median/ }).first()).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'report-response-times')
})

test('a manager arranges the dashboard by keyboard; it stays so, and is given up for that of the role', async ({
  page,
}) => {
  await page.goto('/')
  await expect(page.getByRole('link', { name: /^Mon .*median/ }).first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Funnel' })).toContainText('went on')
  await takePictures(page, 'dashboard-manager')
  await page.getByRole('button', { name: 'Arrange' }).press('Enter')
  const saved = () =>
    page.waitForResponse(
      answer => answer.request().method() === 'PUT' && answer.url().endsWith('/crm/dashboard'),
    )
  const moved = saved()
  await page.getByRole('button', { name: 'Move up: Funnel' }).press('Enter')
  await expect(page.getByText('Funnel is at place 6 of 9')).toBeAttached()
  await moved
  const kept = saved()
  await page.getByRole('button', { name: 'Remove: Response times' }).press('Enter')
  await kept
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Done', exact: true }).press('Enter')

  await page.reload()
  await expect(page.getByRole('region', { name: 'Funnel' })).toContainText('went on')
  await expect(page.getByRole('region', { name: 'First response by hour' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Arrange' }).press('Enter')
  await page.getByRole('button', { name: 'Reset' }).press('Enter')
  await expect(page.getByRole('region', { name: 'First response by hour' })).toBeVisible()
})
