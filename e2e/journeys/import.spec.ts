import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { freshName, freshPhone } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { takePictures } from '../support/looks.ts'

test.use({ person: 'admin' })

/** A made-up export in the shape that Zoho gives; every run has people of its own. */
function zohoFile() {
  const owner = freshName('Tara')
  const numberOf = (line: number) => `${Date.now()}${Math.floor(Math.random() * 1e6)}${line}`
  const good = Array.from({ length: 6 }, (_, line) => [
    numberOf(line),
    freshName('Lalita'),
    `Firm ${line}`,
    line < 4 ? owner : 'Sneha Joshi',
    `import-${numberOf(line)}@mail.example`,
    freshPhone().replace('+91', ''),
    line % 2 === 0 ? 'Web Download' : 'Employee Referral',
    line < 3 ? 'Not Contacted' : 'Contacted',
    '"15 Apr, 2021 00:03:00"',
  ])
  const refused = [
    [numberOf(6), '', 'Firm 6', owner, '', '', '', 'Contacted', '"16 Apr, 2021 10:00:00"'],
    [numberOf(7), freshName('Lalita'), 'Firm 7', owner, 'no address', '', '', 'Contacted', '"16 Apr, 2021"'],
  ]
  const head = 'LEADID,Last Name,Company,Lead Owner,Email,Mobile,Lead Source,Lead Status,Created Time'
  const text = [head, ...[...good, ...refused].map(cells => cells.join(','))].join('\r\n')
  return { owner, names: good.map(cells => cells[1] ?? ''), text }
}

async function upload(page: Page, text: string) {
  await page.goto('/import')
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible()
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'Leads.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await expect(page.getByRole('heading', { name: 'Leads.csv', level: 1 })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Columns', level: 2 })).toBeVisible()
}

async function choose(page: Page, word: string, meaning: string) {
  await page.getByRole('combobox', { name: `What ${word} becomes` }).click()
  await page.getByRole('option', { name: meaning, exact: true }).click()
}

test('a file of another system becomes leads, once', async ({ page }) => {
  const { owner, names, text } = zohoFile()
  const tag = freshName('Import')

  await test.step('its columns are recognised and its owners matched', async () => {
    await upload(page, text)
    await expect(page.getByRole('combobox', { name: 'What Lead Owner becomes' })).toHaveValue('Owner')
    await expect(page.getByRole('combobox', { name: 'What Sneha Joshi becomes' })).toHaveValue('Sneha Joshi')
    await choose(page, owner, 'Rohan Kale')
    const tags = page.getByLabel('Tag all of them').and(page.locator('input'))
    await tags.fill(tag)
    await tags.press('Enter')
    await expectAccessible(page)
    await takePictures(page, 'import-mapping')
  })

  await test.step('it is shown what happens, then it happens', async () => {
    await page.getByRole('button', { name: 'Show what happens' }).click()
    const panel = page.getByRole('region', { name: 'What happens' })
    await expect(panel).toContainText('Rohan Kale')
    await expectAccessible(page)
    await takePictures(page, 'import-preview')
    await page.getByRole('button', { name: 'Import 6 leads' }).click()
    await expect(page.getByRole('heading', { name: '6 leads imported' })).toBeVisible()
    await expectAccessible(page)
    await takePictures(page, 'import-result')
  })

  await test.step('the refused rows come back with line and reason', async () => {
    const started = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download the 2 refused rows' }).click()
    const lines = (await readFile(await (await started).path(), 'utf8')).trim().split(/\r?\n/)
    expect(lines).toHaveLength(3)
    expect(lines.join('\n')).toContain('no address')
  })

  await test.step('the new leads are found by their tag, with the owners they were given', async () => {
    await page.getByRole('link', { name: 'Show imported leads' }).click()
    await expect(page.getByRole('status').filter({ hasText: /^6 leads/ })).toBeVisible()
    for (const name of names) await expect(page.getByRole('link', { name })).toBeVisible()
    await expect(page.locator('[data-column="owner"]', { hasText: 'Rohan' })).toHaveCount(4)
    await expect(page.locator('[data-column="owner"]', { hasText: 'Sneha' })).toHaveCount(2)
  })

  await test.step('importing it again adds nothing', async () => {
    await upload(page, text)
    await page.getByRole('button', { name: 'Show what happens' }).click()
    await expect(page.getByRole('region', { name: 'What happens' })).toBeVisible()
    await page.getByRole('button', { name: 'Import 0 leads' }).click()
    await expect(page.getByRole('heading', { name: 'Nothing new in this file' })).toBeVisible()
  })
})

test('what is not a table is refused in words', async ({ page }) => {
  await page.goto('/import')
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible()
  await page.locator('input[type=file]').setInputFiles({
    name: 'leads.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
  })
  await expect(page.getByRole('alert').filter({ hasText: /./ })).toBeVisible()
})
