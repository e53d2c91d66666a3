import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { freshName, freshPhone } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { takePictures } from '../support/looks.ts'

test.use({ person: 'admin' })
// Files are read, imported and written in the background, when the worker comes to it.

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

  await test.step('its choices are kept, and offered for the next file of this kind', async () => {
    await upload(page, text)
    await choose(page, owner, 'Rohan Kale')
    await page.getByRole('button', { name: 'Show what happens' }).click()
    await page.getByRole('button', { name: 'Keep these choices' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(tag)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Keep', exact: true }).click()
    await expect(page.getByText(`Kept as “${tag}”`)).toBeVisible()
    await upload(page, text)
    await page.getByRole('button', { name: `Use “${tag}”` }).click()
    await expect(page.getByRole('combobox', { name: `What ${owner} becomes` })).toHaveValue('Rohan Kale')
  })

  await test.step('importing it again adds nothing', async () => {
    await upload(page, text)
    await page.getByRole('button', { name: 'Show what happens' }).click()
    await expect(page.getByRole('region', { name: 'What happens' })).toBeVisible()
    await page.getByRole('button', { name: 'Import 0 leads' }).click()
    await expect(page.getByRole('heading', { name: 'Nothing new in this file' })).toBeVisible()
  })
})

test('a damaged file is told with its lines; an import is undone', async ({ page }) => {
  const names = [freshName('Damini'), freshName('Divya'), freshName('Deepa')]
  const rows = [`${names[0]},Pune,100000`, `"${names[1]},Goa,200000"`, `"${names[2]},Surat,300000"`]

  await test.step('before anything is imported', async () => {
    await upload(page, ['Name,City,Budget', ...rows].join('\n'))
    await expect(page.getByRole('alert').filter({ hasText: 'damaged' })).toContainText('lines 3, 4')
    await expectAccessible(page)
    await takePictures(page, 'import-damaged')
    await page.getByRole('checkbox', { name: 'Read these rows as if the quotes were not there' }).check()
    await page.getByRole('switch', { name: 'Know rows again by their content' }).uncheck()
    await page.getByRole('button', { name: 'Show what happens' }).click()
    await expect(
      page.getByText('3 new rows have neither id, phone nor e-mail. They cannot be known'),
    ).toBeVisible()
    await expectAccessible(page)
    await takePictures(page, 'import-unrecognised')
    await page.getByRole('switch', { name: 'Know rows again by their content' }).check()
    await page.getByRole('button', { name: 'Show what happens' }).click()
    await expect(page.getByText('The same row is known again by its content')).toBeVisible()
    await page.getByRole('button', { name: 'Import 3 leads' }).click()
    await expect(page.getByRole('heading', { name: '3 leads imported' })).toBeVisible()
  })

  await test.step('and everything goes again', async () => {
    await page.getByRole('button', { name: 'Undo this import' }).click()
    await expect(page.getByRole('dialog', { name: 'Undo this import?' })).toBeVisible()
    await expectAccessible(page)
    await takePictures(page, 'import-undo')
    await page.getByRole('button', { name: 'Undo 3 leads' }).click()
    await expect(page.getByRole('heading', { name: 'The import was undone' })).toBeVisible()
    await expectAccessible(page)
    await takePictures(page, 'import-undone')
    await page.goto(`/leads?q=${encodeURIComponent(names[1] ?? '')}`)
    await expect(page.getByRole('link', { name: names[1] ?? '' })).toHaveCount(0)
  })
})

test('leads are exported as a file', async ({ page }) => {
  await page.goto('/leads?status=qualified')
  await page.getByRole('link', { name: 'Export' }).click()
  await expect(page.getByRole('heading', { name: 'Export', level: 1 })).toBeVisible()
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('Qualified')
  await page.getByRole('button', { name: 'Write the file' }).click()
  const item = page.getByRole('region', { name: 'Your exports' }).getByRole('listitem').first()
  await expect(item.getByRole('button', { name: 'Download' })).toBeVisible()
  await expect(item).toContainText('By status')
  await expectAccessible(page)
  await takePictures(page, 'exports')
  const started = page.waitForEvent('download')
  await item.getByRole('button', { name: 'Download' }).click()
  const bytes = await readFile(await (await started).path())
  expect(bytes.subarray(0, 2).toString()).toBe('PK')
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
