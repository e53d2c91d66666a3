import type { Page } from '@playwright/test'
import { freshName } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'
import { activate, tabTo, typeInto } from '../support/keyboard.ts'
import { openReceiver, type WebhookReceiver } from '../support/receiver.ts'
import { productUrl } from '../support/run.ts'
import { andThen, at, click, standForEverybody } from '../support/screens.ts'

let accounting: WebhookReceiver
test.beforeAll(async () => {
  accounting = await openReceiver()
})
test.afterAll(() => accounting.close())

test.describe('an Admin', () => {
  test.use({ person: 'admin' })

  test('has accounting told of new leads, sees what did not arrive, and sends it again', async ({
    page,
    elsewhere,
  }) => {
    const name = freshName('Accounting')
    await page.goto('/settings/webhooks')
    await page.getByRole('button', { name: 'New webhook' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Address' }).fill('http://169.254.169.254/latest')
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByRole('checkbox', { name: 'A lead is new' }).check()
    await dialog.getByRole('button', { name: 'Make webhook' }).click()
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveAccessibleDescription(
      /private network/,
    )
    await dialog.getByRole('textbox', { name: 'Address' }).fill(accounting.url)
    await dialog.getByRole('button', { name: 'Make webhook' }).click()
    await expect(dialog.getByLabel('Secret')).toHaveValue(/^whsec_.{40,}$/)
    await dialog.getByRole('button', { name: 'I have it' }).click()

    await page.getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
    const messages = page.getByRole('list', { name: 'Messages' })
    await page.getByRole('button', { name: 'Send a test' }).click()
    await expect(messages.getByRole('listitem').filter({ hasText: 'Test' })).toContainText('Arrived')

    const manager = await elsewhere('manager')
    await manager.addLead({ name: freshName('Told') })
    await expect(messages.getByRole('listitem').filter({ hasText: 'A lead is new' }).first()).toContainText(
      'Arrived',
    )
    expect(accounting.types).toEqual(expect.arrayContaining(['webhook.test', 'lead.created']))

    await page.getByRole('button', { name: 'Pause' }).click()
    await expect(page.getByText(/What happens meanwhile waits/)).toBeVisible()
    accounting.answerWith(503)
    await page.getByRole('button', { name: 'Send a test' }).click()
    const failed = messages.getByRole('listitem').filter({ hasText: 'Given up' })
    await expect(failed).toContainText('Status 503')
    await failed.getByRole('button', { name: 'Test' }).click()
    await expect(dialog).toContainText('Not now')
    accounting.answerWith(200)
    await dialog.getByRole('button', { name: 'Send again' }).click()
    await expect(failed).toHaveCount(0)

    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete webhook' }).click()
    await expect(page.getByRole('heading', { name: 'Webhooks', level: 1 })).toBeVisible()
    await expect(page.getByRole('link', { name })).toHaveCount(0)
  })

  test('makes one without a mouse', async ({ page }) => {
    const name = freshName('Keys')
    await page.goto('/settings/webhooks')
    await activate(page.getByRole('button', { name: 'New webhook' }))
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toBeFocused()
    await page.keyboard.type('https://hooks.example.com/keys')
    await typeInto(dialog.getByLabel('Name'), name)
    await tabTo(dialog.getByRole('checkbox', { name: 'A lead is lost' }))
    await page.keyboard.press('Space')
    await activate(dialog.getByRole('button', { name: 'Make webhook' }))
    await expect(dialog.getByLabel('Secret')).toBeVisible()
    await activate(dialog.getByRole('button', { name: 'I have it' }))
    await activate(page.getByRole('link', { name }))
    await activate(page.getByRole('button', { name: 'Delete' }))
    await activate(dialog.getByRole('button', { name: 'Delete webhook' }))
    await expect(page.getByRole('heading', { name: 'Webhooks', level: 1 })).toBeVisible()
  })
})

test.describe('a manager', () => {
  test('does not set up webhooks', async ({ page }) => {
    await page.goto('/settings')
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    await expect(page.getByRole('link', { name: /^Webhooks/ })).toHaveCount(0)
    await page.goto('/settings/webhooks')
    await expect(page.getByRole('button', { name: 'New webhook' })).toHaveCount(0)
  })
})

/** One with a message that arrived. */
const one = async (page: Page) => {
  const made = await page.request.post('/crm/webhooks', {
    data: {
      url: accounting.url,
      description: freshName('Design tool'),
      events: ['lead.lost', 'lead.merged'],
    },
    headers: { origin: productUrl() },
  })
  const { id, description } = await made.json()
  await at(`/settings/webhooks/${id}`, description)(page)
  await page.getByRole('button', { name: 'Send a test' }).click()
  await expect(page.getByRole('list', { name: 'Messages' })).toContainText('Arrived')
}

standForEverybody([
  [
    'admin',
    [
      { name: 'webhook', open: one },
      {
        name: 'webhook-message',
        open: andThen(one, async page => {
          await page.getByRole('button', { name: 'Test', exact: true }).click()
          await expect(page.getByRole('dialog')).toContainText('Thank you')
        }),
      },
      { name: 'webhooks', open: at('/settings/webhooks', 'Webhooks') },
      { name: 'webhook-new', open: andThen(at('/settings/webhooks', 'Webhooks'), click('New webhook')) },
    ],
  ],
])
