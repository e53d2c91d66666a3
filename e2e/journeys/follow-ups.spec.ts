import type { Locator, Page } from '@playwright/test'
import { freshName, freshPhone } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'

/** One pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

test.describe('on a phone', () => {
  test.use({ person: 'employee', viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true })

  test('today, call, log it and set the next step, in under ten taps', async ({ page, elsewhere }) => {
    const employee = await elsewhere('employee')
    const { id, name } = await employee.addLead({ phone: freshPhone() })
    const planned = await employee.request.post('/crm/follow-ups', {
      // The longest overdue stands first.
      data: { lead_id: id, kind: 'call', due_at: '2020-01-06T05:00:00Z' },
    })
    expect(planned.status(), await planned.text()).toBe(201)
    let taps = 0
    const tap = async (target: Locator) => {
      await target.tap()
      taps += 1
    }
    await page.goto('/leads')
    await tap(page.getByRole('navigation', { name: 'Most used' }).getByRole('link', { name: 'Today' }))
    const overdue = page.getByRole('region', { name: 'Overdue' })
    const row = overdue.getByRole('listitem').filter({ hasText: name })
    await expect(row).toBeVisible()
    await stayOnPage(page)
    await tap(row.getByRole('link', { name: `Call ${name}` }))
    const sheet = page.getByRole('dialog')
    await tap(sheet.getByRole('button', { name: 'Interested', exact: true }))
    await tap(sheet.getByRole('toolbar', { name: 'Next step' }).getByRole('button').nth(1))
    await tap(sheet.getByRole('button', { name: /^(Save call|Mark as done)$/ }))
    await expect(page.getByRole('status').filter({ hasText: `Done with ${name}. Next:` })).toBeVisible()
    expect(taps).toBeLessThan(10)
    await page.getByRole('button', { name: 'Upcoming' }).tap()
    await expect(page.getByRole('link', { name, exact: true }).first()).toBeVisible()
  })
})

/** A `tel:` link would leave the page of a browser that cannot dial. */
async function stayOnPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.addEventListener('click', event => {
      if ((event.target as Element).closest('a[href^="tel:"], a[href^="https://wa.me"]'))
        event.preventDefault()
    })
  })
}

test.describe('at the desk', () => {
  test.use({ person: 'employee' })

  test('a call is logged in two clicks from the list, and taken back', async ({ page, elsewhere }) => {
    const location = freshName('').trim()
    const { name } = await (await elsewhere('employee')).addLead({ location, phone: freshPhone() })
    await page.goto(`/leads?location=${location}`)
    const first = page.locator('[data-row="0"]')
    await expect(first).toContainText(name)
    await first.hover()
    await page
      .getByRole('button', { name: `Log a call with ${name}` })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'No answer' }).click()
    const toast = page.getByRole('status').filter({ hasText: `Call with ${name} logged, no answer` })
    await expect(toast).toBeVisible()
    await first.click()
    const timeline = page.getByRole('region', { name: 'Timeline' })
    await expect(
      timeline.getByRole('listitem').filter({ hasText: 'called: no answer' }).first(),
    ).toBeVisible()
    await expect(page.getByRole('region', { name: 'Follow-ups' }).getByRole('listitem').first()).toBeVisible()
  })

  test('a visit is logged with a photo; its words are changed, and the former ones stay to be read', async ({
    page,
    elsewhere,
  }) => {
    const lead = await (await elsewhere('employee')).addLead()
    await page.goto(`/leads/${lead.id}`)
    const log = page.getByRole('form', { name: 'Log what happened' })
    await log.getByRole('button', { name: 'Visit' }).click()
    await log.getByLabel('Visit: what was said').fill('The hall is 4 m wide')
    await log
      .getByLabel('Photos and papers of this entry')
      .setInputFiles({ name: 'Hall.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') })
    await expect(log.getByRole('button', { name: 'Take off Hall.png' })).toBeVisible()
    await log.getByRole('button', { name: 'Log visit' }).click()
    const entry = page
      .getByRole('region', { name: 'Timeline' })
      .getByRole('listitem')
      .filter({ hasText: 'The hall is 4 m wide' })
    await expect(entry.getByRole('img', { name: 'Hall.png' })).toBeVisible()

    await entry.getByRole('button', { name: 'Change this entry' }).click()
    await page.getByRole('menuitem', { name: 'Edit the words' }).click()
    await page.getByRole('textbox', { name: 'What was said', exact: true }).fill('The hall is 5 m wide')
    await page.getByRole('button', { name: 'Save words' }).click()
    await page.getByRole('button', { name: 'edited' }).click()
    const former = page.getByRole('dialog', { name: 'What it said before' })
    await expect(former.getByText('The hall is 4 m wide')).toBeVisible()
  })

  test('words are logged by keyboard alone and stand on the timeline of a colleague at once', async ({
    page,
    openAs,
    elsewhere,
  }) => {
    const lead = await (await elsewhere('employee')).addLead()
    await page.goto(`/leads/${lead.id}`)
    const log = page.getByRole('form', { name: 'Log what happened' })
    await expect(log).toBeVisible()
    const other = await openAs('manager')
    await other.goto(page.url())
    await expect(other.getByRole('region', { name: 'Timeline' }).getByRole('listitem').first()).toBeVisible()
    await log.getByLabel('Call: what was said').focus()
    await page.keyboard.type('Wants the walnut after all')
    await page.keyboard.press('Control+Enter')
    for (const window of [page, other]) {
      const timeline = window.getByRole('region', { name: 'Timeline' })
      await expect(timeline.getByText('Wants the walnut after all')).toBeVisible()
    }
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search or jump to' }).fill('log a call: no')
    const call = page.getByRole('option', { name: 'Log a call: no answer' })
    await expect(call).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(
      page.getByRole('region', { name: 'Timeline' }).getByText('called: no answer').first(),
    ).toBeVisible()

    // When to call back is asked first.
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search or jump to' }).fill('log a call: call back')
    await expect(page.getByRole('option', { name: /^Log a call: call back.*…$/ })).toHaveAttribute(
      'aria-selected',
      'true',
    )
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: `Call with ${lead.name}` })).toBeVisible()
  })
})
