import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { demoEmail } from '../../scripts/lib/demo-people.ts'
import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/journey.ts'
import { takePictures } from '../support/looks.ts'

test.use({ person: 'manager' })

test('a manager reads reports, by keyboard too, and each figure opens its leads', async ({ page }) => {
  await page.goto('/reports?by=source&compare=true')
  const report = page.getByRole('region', { name: 'Conversions', exact: true })
  const bar = report.getByRole('link').first()
  await expect(report.getByText(/^[\d,]+ leads in all\./)).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'report-sources')
  const [, count = ''] = /: ([\d,]+) leads/.exec((await bar.getAttribute('aria-label')) ?? '') ?? []
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
  await report.getByRole('button', { name: 'Export' }).press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Picture (PNG)' })).toHaveCount(0)
  const csv = await savedBy(page, 'CSV')
  expect(csv.name).toMatch(/^conversions .*\.csv$/)
  expect(csv.bytes.toString()).toMatch(/^\uFEFFPeriod,Leads,Clients/)
  await report.getByRole('button', { name: 'Export' }).click()
  const workbook = await savedBy(page, 'Excel')
  expect(workbook.name).toMatch(/\.xlsx$/)
  expect(workbook.bytes.subarray(0, 2).toString()).toBe('PK')

  await report.getByRole('button', { name: 'Chart' }).click()
  await page.getByRole('link', { name: 'Funnel' }).click()
  await expect(page.getByText(/went on/).first()).toBeVisible()
  await takePictures(page, 'report-funnel')
  await page.getByRole('link', { name: 'Response times' }).click()
  await expect(page.getByRole('link', { name: /^Mon .*median/ }).first()).toBeVisible()
  await expectAccessible(page)
  await takePictures(page, 'report-response-times')

  // By source below: a source narrows both, and a figure opens its leads.
  await page
    .getByRole('region', { name: 'Response times by source', exact: true })
    .getByRole('button', { name: /^Only / })
    .first()
    .press('Enter')
  const byOwner = page.getByRole('region', { name: 'Response times by owner', exact: true })
  await expect(byOwner.getByText(/of all leads were answered in time/)).toBeVisible()
  const inTime = byOwner.getByRole('row', { name: /^All / }).getByRole('link', { name: /^In time, All/ })
  const [, n = ''] = /: ([\d,]+)$/.exec((await inTime.getAttribute('aria-label')) ?? '') ?? []
  await inTime.click()
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('First response')
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('in time')
  await expect(page.getByText(n === '0' ? /^No leads/ : new RegExp(`^${n} leads?`)).first()).toBeVisible()
})

/** What a choice of the menu hands to the browser. */
async function savedBy(page: Page, choice: string): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: choice }).click()
  const saved = await download
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) }
}

test('what people did opens the leads it was done with, and the filter is taken off', async ({ page }) => {
  await page.goto('/reports?report=team-performance&as=table')
  await page.getByRole('link', { name: /^Site visits, All: / }).click()
  const filters = page.getByRole('group', { name: 'Filters' })
  await expect(filters).toContainText('a site visit')
  await expectAccessible(page)
  await takePictures(page, 'leads-visited')
  await filters
    .getByRole('button', { name: /^Remove filter Work/ })
    .first()
    .click()
  await expect(filters).not.toContainText('a site visit')
  expect(new URL(page.url()).searchParams.get('deed_from')).toBeNull()
})

test('each chart is kept as a light picture, and prints without what stands around it', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  for (const address of ['', 'report=funnel', 'report=response-times', 'report=team-performance']) {
    await page.goto(`/reports?${address}`)
    await page.getByRole('button', { name: 'Export' }).first().click()
    const { name, bytes } = await savedBy(page, 'Picture (PNG)')
    expect(name).toMatch(/^[a-z-]+ [\d-]{10} [\d-]{10}\.png$/)
    expect(bytes.readUInt32BE(16)).toBe(2400)
    expect(bytes.readUInt32BE(20)).toBeGreaterThan(600)
    const paper = await page.pdf({ preferCSSPageSize: true })
    await keep(`${name}`, bytes)
    await keep(`${name}.pdf`, paper)
    expect(paper.subarray(0, 4).toString()).toBe('%PDF')
  }
  await page.goto('/reports?report=sources')
  await expect(page.getByRole('region', { name: 'Sources', exact: true })).toBeVisible()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  await expect(page.getByRole('row', { name: /^All / })).toBeVisible()
  await expect(page.getByText(/^Sources, \d/)).toBeVisible()
  for (const hidden of ['Export', 'Chart', '12 months'])
    await expect(page.getByRole('button', { name: hidden, exact: true })).toBeHidden()
  await expect(page.getByRole('navigation', { name: 'Reports' })).toBeHidden()
  const ground = await page.evaluate(() => getComputedStyle(document.body).color)
  expect(ground).toBe('rgb(31, 27, 23)')
})

/** Keeps a file beside the pictures, when `SCREENSHOTS` names a folder for them. */
async function keep(name: string, bytes: Buffer): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (folder) await writeFile(join(folder, name), bytes)
}

test('a bar narrows the report, days are chosen by keys and by mouse, and the legend hides a line', async ({
  page,
}) => {
  await page.goto('/reports?by=source')
  const report = page.getByRole('region', { name: 'Conversions', exact: true })
  const only = report.getByRole('button', { name: /^Only / }).first()
  const source = ((await only.getAttribute('aria-label')) ?? '').replace('Only ', '')
  await only.click()
  const filters = page.getByRole('group', { name: 'Filters' })
  await expect(filters).toContainText(source)
  await expect(page.getByLabel('Parted by')).toHaveValue('time')

  const days = () => new URL(page.url()).searchParams
  const first = report.getByRole('slider', { name: 'First period shown' })
  await first.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await report.getByRole('button', { name: 'Show these days' }).press('Enter')
  await expect.poll(() => days().get('from')).toMatch(/-01"?$/)
  const from = days().get('from')

  await expect(report.getByRole('button', { name: 'Show these days' })).toHaveCount(0)
  const strips = report.locator('[data-brush]')
  await expect(strips).toBeVisible()
  const box = await strips.boundingBox()
  if (!box) throw new Error('the chart is not drawn')
  await page.mouse.move(box.x + box.width * 0.3, box.y + 60)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 70, { steps: 4 })
  await page.mouse.move(box.x + box.width * 0.7, box.y + 80, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => days().get('from')).not.toBe(from)

  // Compared with the days before, then with some of one's own: the address says which.
  const comparison = page.getByLabel('Compared with', { exact: true })
  await comparison.selectOption({ label: 'The days before' })
  await expect(report.getByText('Leads before')).toBeVisible()
  await page.getByLabel('First day compared with').fill('2025-01-01')
  await page.getByLabel('First day compared with').blur()
  await expect(comparison).toHaveValue('own')
  await expect.poll(() => days().get('compare_from')).toContain('2025-01-01')
  await comparison.selectOption({ label: 'Not compared' })
  await expect(report.getByText('Leads before')).toBeHidden()

  const clients = report
    .getByRole('group', { name: 'Shown in the chart' })
    .getByRole('button', { name: 'Clients' })
  await clients.press('Enter')
  await expect(clients).toHaveAttribute('aria-pressed', 'false')
  await expect(report.getByText('Clients hidden')).toBeAttached()

  await page.getByRole('navigation', { name: 'Reports' }).getByRole('link', { name: 'Lost' }).click()
  await expect(page.getByRole('region', { name: 'Lost', exact: true })).toBeVisible()
  await expect(filters).toContainText(source)
})

test('a report comes by mail, and the link in it ends that', async ({ page }) => {
  await page.goto('/reports?report=sources')
  const mails = page.getByRole('region', { name: 'Your weekly mails' })
  const open = () => page.getByRole('button', { name: 'Weekly mail' }).click()
  await open()
  await page.getByRole('button', { name: 'Mail it weekly' }).click()
  await mails.getByRole('button', { name: /^Send now: Sources/ }).click()
  let link: string | undefined
  const look = async () => {
    const sent: { to: string; subject: string; text: string }[] = await (
      await page.request.get('/dev/mailbox.json')
    ).json()
    const mail = sent.find(
      ({ to, subject }) => to === demoEmail('manager') && subject.startsWith('Sources, '),
    )
    link = /\/stop-report\?token=[\w.~-]+/.exec(mail?.text ?? '')?.[0]
    return link
  }
  await expect.poll(look, 'the mail of the report').toBeDefined()
  await page.goto(link ?? '')
  await page.getByRole('button', { name: 'End it' }).click()
  await expect(page.getByRole('heading', { name: 'It has ended' })).toBeVisible()
  await page.goto('/reports?report=sources')
  await open()
  await expect(mails.getByText('None yet.')).toBeVisible()
})

test('a manager arranges the dashboard by keyboard; it stays so, and is given up for that of the role', async ({
  page,
}) => {
  // A widget that fails leaves the others standing, and is tried again by itself.
  await page.route(/\/crm\/reports\/funnel\?/, route => route.abort())
  await page.goto('/')
  const funnel = page.getByRole('region', { name: 'Funnel' })
  await expect(funnel.getByRole('button', { name: 'Try again' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Workload' }).getByRole('link').nth(1)).toBeVisible()
  await page.unroute(/\/crm\/reports\/funnel\?/)
  await funnel.getByRole('button', { name: 'Try again' }).press('Enter')
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
  // By the pointer: put before the one above it, and dragged wide by its edge.
  const widgets = page.locator('[data-arranging] > li')
  const nameAt = (place: number) => widgets.nth(place).getByRole('button', { name: /^Remove: / })
  const dropped = saved()
  await widgets.nth(5).dragTo(widgets.nth(4), { sourcePosition: { x: 60, y: 20 } })
  await dropped
  await expect(nameAt(4)).toHaveAccessibleName('Remove: Workload')
  const widened = saved()
  const box = await widgets.nth(4).boundingBox()
  if (!box) throw new Error('the widget is not drawn')
  await page.mouse.move(box.x + box.width - 5, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width + 300, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await widened
  await expect(page.getByRole('button', { name: 'Half width: Workload' })).toBeVisible()
  await page.getByRole('button', { name: 'Done', exact: true }).press('Enter')

  await page.reload()
  await expect(page.getByRole('region', { name: 'Funnel' })).toContainText('went on')
  await expect(page.getByRole('region', { name: 'First response by hour' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Arrange' }).press('Enter')
  await page.getByRole('button', { name: 'Reset' }).press('Enter')
  await page.getByRole('button', { name: 'Done', exact: true }).press('Enter')
  await expect(page.getByRole('region', { name: 'First response by hour' })).toBeVisible()
})

test.describe('before any script', () => {
  // It would hand the scripts out of its own store.
  test.use({ serviceWorkers: 'block' })

  test('the shell stands where the page will, for whoever was signed in here', async ({ page }) => {
    await page.goto('/')
    const shell = page.locator('#start')
    await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()
    await expect(shell).toHaveCount(0)
    const placed = await page.locator('main').boundingBox()
    await page.route(/\/assets\/.*\.js$/, route => route.abort())
    await page.reload({ waitUntil: 'commit' })
    await expect(shell).toBeVisible()
    expect(await shell.locator('.start-page').boundingBox()).toEqual(placed)
    await page.evaluate(() => localStorage.clear())
    await page.reload({ waitUntil: 'commit' })
    await expect(shell).toBeAttached()
    await expect(shell).toBeHidden()
  })
})
