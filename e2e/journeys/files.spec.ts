import type { Page } from '@playwright/test'
import { expect, test } from '../support/journey.ts'

/** One point of colour. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

const filesOn = (page: Page) => page.getByRole('region', { name: 'Files' })
const pictureOf = (page: Page, name: string) => filesOn(page).getByRole('button', { name: `Look at ${name}` })

/** Drops files on the page as a person does from their desktop. */
async function drop(page: Page, files: { name: string; type: string; bytes: Buffer }[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    given => {
      const data = new DataTransfer()
      for (const { name, type, base64 } of given)
        data.items.add(new File([Uint8Array.from(atob(base64), sign => sign.charCodeAt(0))], name, { type }))
      return data
    },
    files.map(({ bytes, ...file }) => ({ ...file, base64: bytes.toString('base64') })),
  )
  const target = page.getByRole('heading', { level: 2 }).first()
  await target.dispatchEvent('dragenter', { dataTransfer: transfer })
  await expect(page.getByText(/^Drop to add to /)).toBeVisible()
  await target.dispatchEvent('drop', { dataTransfer: transfer })
  await expect(page.getByText(/^Drop to add to /)).toBeHidden()
}

test('files are dropped and chosen, looked at, renamed, deleted and brought back', async ({
  page,
  elsewhere,
}) => {
  const lead = await (await elsewhere('manager')).addLead()
  await page.goto(`/leads/${lead.id}`)
  await expect(filesOn(page).getByRole('button', { name: /^Add floor plans/ })).toBeVisible()

  await drop(page, [
    { name: 'Kitchen.png', type: 'image/png', bytes: PNG },
    { name: 'Floor plan.pdf', type: 'application/pdf', bytes: PDF },
    { name: 'logo.svg', type: 'image/svg+xml', bytes: Buffer.from('<svg><script>1</script></svg>') },
  ])
  await expect(filesOn(page).getByRole('link', { name: 'Open Floor plan.pdf in a new tab' })).toBeVisible()
  const refused = filesOn(page).getByRole('list', { name: 'Being added' })
  await expect(refused.getByRole('alert')).toContainText(
    'logo.svg is a drawing or a page that can carry programs',
  )
  await refused.getByRole('button', { name: 'Take logo.svg off the list' }).click()
  await expect(refused).toBeHidden()
  await filesOn(page)
    .getByLabel('Files to add')
    .setInputFiles([{ name: 'Hall.png', mimeType: 'image/png', buffer: PNG }])
  await expect(pictureOf(page, 'Hall.png').locator('img')).toHaveJSProperty('naturalWidth', 1)

  await pictureOf(page, 'Hall.png').click()
  const lightbox = page.getByRole('dialog')
  await expect(lightbox).toContainText('1 of 2')
  await page.keyboard.press('ArrowRight')
  await expect(lightbox.getByRole('img', { name: 'Kitchen.png' })).toHaveJSProperty('naturalWidth', 1)
  await page.keyboard.press('Escape')
  await expect(lightbox).toBeHidden()

  await filesOn(page).getByRole('button', { name: 'More for Hall.png' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Living room')
  await page.keyboard.press('Enter')
  await expect(pictureOf(page, 'Living room.png')).toBeVisible()

  await filesOn(page).getByRole('button', { name: 'More for Living room.png' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(pictureOf(page, 'Living room.png')).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(pictureOf(page, 'Living room.png')).toBeVisible()

  await filesOn(page).getByRole('button', { name: 'More for files' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Download all' }).click()
  expect((await download).suggestedFilename()).toBe(`lead-${lead.id}-files.zip`)
})

test('a broken line is told, and the file tried again is added once', async ({ page, elsewhere }) => {
  const lead = await (await elsewhere('manager')).addLead()
  await page.goto(`/leads/${lead.id}`)
  const isUpload = (url: URL) => url.pathname === `/crm/leads/${lead.id}/files`
  // It arrives, but its answer does not.
  await page.route(isUpload, async route => {
    if (route.request().method() !== 'POST') return route.fallback()
    await route.fetch()
    await route.abort()
  })
  await filesOn(page)
    .getByLabel('Files to add')
    .setInputFiles([{ name: 'Hall.png', mimeType: 'image/png', buffer: PNG }])
  const upload = filesOn(page).getByRole('list', { name: 'Being added' })
  await expect(upload.getByRole('alert')).toContainText('No connection')
  await page.unroute(isUpload)
  await upload.getByRole('button', { name: 'Try Hall.png again' }).click()
  await expect(upload).toBeHidden()
  await expect(
    filesOn(page).getByRole('list', { name: 'Files of this lead' }).getByRole('listitem'),
  ).toHaveCount(1)
})

test("what one adds appears at the other; a colleague's file has no address", async ({
  page,
  openAs,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const lead = await employee.addLead()
  await page.goto(`/leads/${lead.id}`)
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible()
  const theirs = await openAs('employee')
  await theirs.goto(`/leads/${lead.id}`)
  await filesOn(theirs)
    .getByLabel('Photo to add')
    .setInputFiles([{ name: 'Site.png', mimeType: 'image/png', buffer: PNG }])
  await expect(pictureOf(page, 'Site.png')).toBeVisible()
  const address = await pictureOf(page, 'Site.png').locator('img').getAttribute('src')

  const mine = await (await elsewhere('manager')).addLead()
  expect((await employee.request.get(address ?? '')).status()).toBe(200)
  await page.goto(`/leads/${mine.id}`)
  await filesOn(page)
    .getByLabel('Files to add')
    .setInputFiles([{ name: 'Mine.png', mimeType: 'image/png', buffer: PNG }])
  const foreign = await pictureOf(page, 'Mine.png').locator('img').getAttribute('src')
  expect((await employee.request.get(foreign ?? '')).status()).toBe(404)
  expect((await employee.request.get(String(foreign).replace(/preview.*/, 'content'))).status()).toBe(404)
})
