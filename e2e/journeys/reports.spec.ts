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
