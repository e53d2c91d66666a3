import { freshName } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'

test.use({ person: 'employee' })

/** Noon of a day of this week that is not today, and of the day after it. */
function twoDays(): [Date, Date] {
  const monday = new Date()
  monday.setUTCHours(6, 30, 0, 0)
  monday.setUTCDate(monday.getUTCDate() + 7 - ((monday.getUTCDay() + 6) % 7))
  const tuesday = new Date(monday)
  tuesday.setUTCDate(tuesday.getUTCDate() + 1)
  return [monday, tuesday]
}

const words = (day: Date) =>
  day.toLocaleDateString('en-IN', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'Asia/Kolkata',
  })

test('a follow-up is dragged to another day, moved on by keys, and reworded', async ({ page, elsewhere }) => {
  const employee = await elsewhere('employee')
  const lead = await employee.addLead({ name: freshName('Zubin') })
  const [monday, tuesday] = twoDays()
  const planned = await employee.request.post('/crm/follow-ups', {
    data: { lead_id: lead.id, kind: 'call', title: 'Tiles', due_at: monday.toISOString() },
  })
  const { id } = await planned.json()
  const dueAt = async () => {
    const { data } = await (await employee.request.get(`/crm/follow-ups?lead_id=${lead.id}`)).json()
    return data[0].due_at as string
  }

  await page.goto(`/calendar?day=${monday.toISOString().slice(0, 10)}`)
  const entry = page.locator(`[data-follow-up="${id}"]`)
  await expect(page.getByRole('region', { name: words(monday) }).locator(entry)).toBeVisible()
  await entry.dragTo(page.getByRole('region', { name: words(tuesday) }), {
    sourcePosition: { x: 20, y: 8 },
    // Twelve hours of 52 pixels and as far down as it was gripped.
    targetPosition: { x: 40, y: 12 * 52 + 8 },
  })
  await expect(page.getByRole('region', { name: words(tuesday) }).locator(entry)).toBeVisible()
  await expect.poll(dueAt).toBe(tuesday.toISOString())

  const isMoved = page.waitForResponse(
    answer => answer.request().method() === 'PATCH' && answer.url().endsWith(`/crm/follow-ups/${id}`),
  )
  await entry.focus()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByRole('region', { name: words(monday) }).locator(entry)).toBeVisible()
  await isMoved
  await expect.poll(dueAt).toBe(monday.toISOString())

  await entry.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `Follow-up with ${lead.name}` })
  await dialog.getByLabel('About').fill('Tiles of the balcony')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: /Tiles of the balcony/ })).toBeVisible()
})

test('working hours are changed, and what cannot be is told beside its field', async ({ openAs }) => {
  const page = await openAs('admin')
  await page.goto('/settings/response')
  const hours = page.getByRole('region', { name: 'Working hours', exact: true })
  await hours.getByLabel('Monday to').fill('09:00')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(hours.getByText('must be later than from')).toBeVisible()
  await hours.getByLabel('Monday to').fill('19:30')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved. New leads follow it.')).toBeVisible()
  await page.reload()
  await expect(hours.getByLabel('Monday to')).toHaveValue('19:30')
})
