import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { type Elsewhere, freshName } from '../support/api.ts'
import { expect, test } from '../support/journey.ts'

const isLive = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible()
const freshCity = () => freshName('').trim()
const lane = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const cardIn = (page: Page, stage: string, name: string) => lane(page, stage).getByRole('article', { name })

interface Stages {
  pipelineId: number
  stageId: (name: string) => number
}

async function residential(someone: Elsewhere): Promise<Stages> {
  const { data } = (await (await someone.request.get('/crm/pipelines')).json()) as {
    data: { id: number; name: string; stages: { id: number; name: string }[] }[]
  }
  const pipeline = data.find(one => one.name === 'Residential')
  return {
    pipelineId: pipeline?.id ?? 0,
    stageId: name => pipeline?.stages.find(stage => stage.name === name)?.id ?? 0,
  }
}

/** Filtered by the lead's city, which no other journey has: what others do does not move its cards. */
async function openBoard(page: Page, pipelineId: number, lead: string, city: string): Promise<void> {
  await page.goto(`/board?pipeline=${pipelineId}&location=${city}`)
  await expect(page.getByRole('article', { name: lead })).toBeVisible()
  await isLive(page)
}

/** By mouse, in steps, as a hand does it. */
async function drag(page: Page, card: Locator, onto: Locator): Promise<void> {
  await card.hover()
  await page.mouse.down()
  const box = await onto.boundingBox()
  if (!box) throw new Error('nowhere to drop')
  await page.mouse.move(box.x + box.width / 2, box.y + 90, { steps: 12 })
  await page.mouse.move(box.x + box.width / 2 + 4, box.y + 94, { steps: 3 })
  await page.mouse.up()
}

test('a card that one person drags moves on the board of the other, and can be taken back', async ({
  page,
  openAs,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const { pipelineId } = await residential(employee)
  const city = freshCity()
  const lead = await employee.addLead({ location: city, project_type: 'residential', budget: 1_450_000 })
  const theirs = await openAs('employee')
  await openBoard(page, pipelineId, lead.name, city)
  await openBoard(theirs, pipelineId, lead.name, city)

  await drag(page, cardIn(page, 'Inquiry', lead.name), lane(page, 'Quote Sent'))
  await expect(cardIn(page, 'Quote Sent', lead.name)).toBeVisible()
  await expect(cardIn(theirs, 'Quote Sent', lead.name)).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(cardIn(page, 'Inquiry', lead.name)).toBeVisible()
  await expect(cardIn(theirs, 'Inquiry', lead.name)).toBeVisible()
})

test('a call is logged from a card in two taps, and with C and Enter', async ({ page, elsewhere }) => {
  const employee = await elsewhere('employee')
  const { pipelineId } = await residential(employee)
  const city = freshCity()
  const lead = await employee.addLead({ location: city, project_type: 'residential' })
  await openBoard(page, pipelineId, lead.name, city)
  const card = page.getByRole('article', { name: lead.name })
  await card.hover()
  await card.getByRole('button', { name: `Log a call with ${lead.name}` }).click()
  const menu = page.getByRole('menu')
  await menu.getByRole('menuitem', { name: 'No answer' }).click()
  await expect(page.getByRole('status').filter({ hasText: `Call with ${lead.name} logged` })).toBeVisible()
  await expect(menu).toBeHidden()

  await card.focus()
  await page.keyboard.press('c')
  await expect(menu.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.press('Enter')
  const calls = async () => {
    const { data } = await (await employee.request.get(`/crm/activities/${lead.id}`)).json()
    return data.filter((entry: { kind: string }) => entry.kind === 'call').length
  }
  await expect.poll(calls).toBe(2)
  await expect(card.getByRole('button', { name: `Log a call with ${lead.name}` })).toBeFocused()

  for (let time = 0; time < 2; time++) {
    await card.focus()
    await page.keyboard.press('m')
    await expect(menu.getByRole('menuitem', { name: 'Quote Sent' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(menu).toBeHidden()
  }
})

test.describe('an employee', () => {
  test.use({ person: 'employee' })

  test('hears nothing of leads that are not theirs, and loses a card that is given away', async ({
    page,
    elsewhere,
  }) => {
    const [employee, manager] = [await elsewhere('employee'), await elsewhere('manager')]
    const { pipelineId, stageId } = await residential(employee)
    const city = freshCity()
    const mine = await employee.addLead({ location: city, project_type: 'residential' })
    const foreign = await manager.addLead({
      location: city,
      project_type: 'residential',
      assigned_to: await manager.myId(),
    })
    const frames: string[] = []
    page.on('websocket', socket =>
      socket.on('framereceived', ({ payload }) => void frames.push(String(payload))),
    )
    await openBoard(page, pipelineId, mine.name, city)

    const move = (id: number, stage: string) =>
      manager.request.patch(`/crm/pipelines/${id}`, { data: { stage_id: stageId(stage) } })
    await move(foreign.id, 'Home Visit')
    await move(mine.id, 'Home Visit')
    await expect(cardIn(page, 'Home Visit', mine.name)).toBeVisible()
    await manager.changeLead(mine, { assigned_to: await manager.myId() })
    await expect(page.getByRole('article', { name: mine.name })).toBeHidden()
    await move(mine.id, 'Quote Sent')
    // What the socket says after this comes after all of the above.
    const last = await employee.addLead({ location: city, project_type: 'residential' })
    await expect(cardIn(page, 'Inquiry', last.name)).toBeVisible()
    const heard = frames.join('\n')
    expect(heard).toContain(`"id":${last.id},`)
    expect(heard).not.toContain(`"id":${foreign.id},`)
    expect(heard).not.toContain(foreign.name)
    // Others of their leads are moved there by other journeys.
    const ofMine = frames.filter(frame => frame.includes(`"id":${mine.id},`)).join('\n')
    expect(ofMine).toContain(`"stage_id":${stageId('Home Visit')},`)
    expect(ofMine).not.toContain(`"stage_id":${stageId('Quote Sent')},`)
  })
})

test('a board that was away catches up with what moved meanwhile', async ({ page, context, elsewhere }) => {
  const employee = await elsewhere('employee')
  const { pipelineId, stageId } = await residential(employee)
  const city = freshCity()
  const lead = await employee.addLead({ location: city, project_type: 'residential' })
  await openBoard(page, pipelineId, lead.name, city)
  await context.setOffline(true)
  await expect(page.getByRole('status').filter({ hasText: /^Offline$/ })).toBeVisible()
  const moved = await employee.request.patch(`/crm/pipelines/${lead.id}`, {
    data: { stage_id: stageId('Home Visit') },
  })
  expect(moved.status()).toBe(200)
  await context.setOffline(false)
  await expect(cardIn(page, 'Home Visit', lead.name)).toBeVisible()
})

test('by keys: lifted, carried over, put down, put back; everything is said', async ({ page, elsewhere }) => {
  const employee = await elsewhere('employee')
  const { pipelineId } = await residential(employee)
  const city = freshCity()
  const lead = await employee.addLead({ location: city, project_type: 'residential' })
  await openBoard(page, pipelineId, lead.name, city)
  const said = page.locator('[aria-live="assertive"]').filter({ hasText: /./ })
  await cardIn(page, 'Inquiry', lead.name).focus()
  await page.keyboard.press('Space')
  await expect(said).toContainText(`${lead.name} lifted from Inquiry`)
  await page.keyboard.press('ArrowRight')
  await expect(said).toContainText('Home Visit, place 1')
  await page.keyboard.press('Escape')
  await expect(said).toContainText('put back')
  await expect(cardIn(page, 'Inquiry', lead.name)).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(cardIn(page, 'Home Visit', lead.name)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/leads\/\d+/)
})

test('a refused move asks for what is missing and then goes, on the page of the lead as well; Converted asks first', async ({
  page,
  elsewhere,
}) => {
  const [employee, admin] = [await elsewhere('employee'), await elsewhere('admin')]
  const { data } = (await (await admin.request.get('/crm/pipelines')).json()) as {
    data: { id: number; name: string; stages: { id: number; name: string }[] }[]
  }
  const commercial = data.find(one => one.name === 'Commercial')
  const pitch = commercial?.stages.find(stage => stage.name === 'Design Pitch')
  const setUp = (rules: object) =>
    admin.request.patch(`/crm/settings/pipelines/${commercial?.id}/stages/${pitch?.id}`, { data: rules })
  await setUp({ required_fields: ['budget'], note_required: true })
  try {
    const city = freshCity()
    const lead = await employee.addLead({ location: city, project_type: 'commercial' })
    await openBoard(page, commercial?.id ?? 0, lead.name, city)
    const moveTo = async (stage: string) => {
      await page.getByRole('button', { name: `Move ${lead.name} to…` }).click()
      await page.getByRole('menuitem', { name: stage }).click()
    }
    await moveTo('Design Pitch')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Budget').fill('900000')
    await dialog.getByLabel('A few words').fill('Wants a plan by Friday')
    await dialog.getByRole('button', { name: 'Move to Design Pitch' }).click()
    await expect(cardIn(page, 'Design Pitch', lead.name)).toContainText('₹9 L')
    await moveTo('Converted')
    await dialog.getByRole('button', { name: 'Leave it where it is' }).click()
    await expect(cardIn(page, 'Design Pitch', lead.name)).toBeVisible()
    await moveTo('Lost…')
    await page.getByRole('dialog').getByText('Price too high').click()
    await page.getByRole('button', { name: 'Mark as lost' }).click()
    await expect(page.getByRole('article', { name: lead.name })).toBeHidden()

    const other = await employee.addLead({ location: city, project_type: 'commercial' })
    await page.goto(`/leads/${other.id}`)
    const steps = page.getByRole('list', { name: 'Stage' })
    await steps.getByRole('button', { name: 'Move to Design Pitch' }).click()
    await dialog.getByLabel('A few words').fill('Has seen the first sketches')
    await dialog.getByLabel('Budget').fill('1100000')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Move to Design Pitch' }).click()
    await expect(steps.getByRole('listitem').filter({ hasText: 'Design Pitch' })).toHaveAttribute(
      'aria-current',
      'step',
    )
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(steps.getByRole('listitem').filter({ hasText: 'Inquiry' })).toHaveAttribute(
      'aria-current',
      'step',
    )
  } finally {
    await setUp({ required_fields: [], note_required: false })
  }
})

test('by priority the most urgent lead is on top, as it is planned elsewhere', async ({
  page,
  elsewhere,
}) => {
  const manager = await elsewhere('manager')
  const city = freshCity()
  const called = async (name: string) => {
    const lead = await manager.addLead({ name, location: city })
    await manager.request.post('/crm/activities', {
      data: { lead_id: lead.id, type: 'call', direction: 'out', outcome: 'Spoke' },
    })
    return lead
  }
  const older = await called('Older Oak')
  await called('Newer Nanda')
  await page.goto(`/board?pipeline=all&location=${city}`)
  const lane = page.getByRole('list', { name: 'Leads in Contacted' }).getByRole('article')
  await expect(lane).toHaveCount(2)
  const topmost = () =>
    lane.evaluateAll(
      cards =>
        cards
          .map(card => ({ text: card.textContent ?? '', top: card.getBoundingClientRect().top }))
          .sort((one, other) => one.top - other.top)[0]?.text,
    )

  await page.getByRole('button', { name: 'By priority' }).click()
  await expect(page).toHaveURL(/sort=-priority/)
  await expect.poll(topmost).toContain('Newer Nanda')
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
  await manager.request.post('/crm/follow-ups', {
    data: { lead_id: older.id, due_at: inAnHour, kind: 'call' },
  })
  await expect.poll(topmost).toContain('Older Oak')
  await page.getByRole('button', { name: 'By priority' }).click()
  await expect(page).not.toHaveURL(/sort=/)
})

test('a board that is saved and shared opens for a colleague with its pipeline and filters', async ({
  page,
  openAs,
  elsewhere,
}) => {
  const employee = await elsewhere('employee')
  const { pipelineId } = await residential(employee)
  const city = freshCity()
  const lead = await employee.addLead({ location: city, project_type: 'residential' })
  await openBoard(page, pipelineId, lead.name, city)
  const name = freshName('Homes in')
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('radio', { name: 'A team' }).check()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByRole('button', { name, exact: true })).toBeVisible()

  const theirs = await openAs('employee')
  await theirs.goto('/board?pipeline=all')
  await theirs.getByRole('button', { name: 'Saved boards' }).click()
  await theirs.getByRole('menuitem', { name }).click()
  await expect(theirs).toHaveURL(new RegExp(`pipeline=${pipelineId}`))
  await expect(theirs.getByRole('article')).toHaveCount(1)
  await expect(cardIn(theirs, 'Inquiry', lead.name)).toBeVisible()
  await expect(theirs.getByRole('button', { name: 'Save', exact: true })).toBeHidden()
  await theirs.goto('/leads')
  await expect(theirs.getByRole('navigation', { name: 'Views' }).getByText(name)).toBeHidden()

  await page.getByRole('button', { name: `More for view ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Delete view' }).click()
  await expect(page.getByText(`View ${name} deleted`)).toBeVisible()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true })

  test('a long press lifts a card, the edge of the screen brings the next stage, letting go drops it; a swipe lifts nothing', async ({
    page,
    elsewhere,
  }) => {
    const employee = await elsewhere('employee')
    const { pipelineId, stageId } = await residential(employee)
    const city = freshCity()
    const lead = await employee.addLead({ location: city, project_type: 'residential' })
    await openBoard(page, pipelineId, lead.name, city)
    const finger = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) =>
      finger.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
    const card = cardIn(page, 'Inquiry', lead.name)
    const box = await card.boundingBox()
    const board = page.locator('[data-carrying]')
    const [x, y] = [(box?.x ?? 0) + 120, (box?.y ?? 0) + 50]

    await touch('touchStart', x, y)
    await touch('touchMove', x, y + 40)
    await touch('touchMove', x, y + 80)
    await touch('touchEnd')
    await expect(board).toHaveCount(0)

    await touch('touchStart', x, y)
    await expect(board).toHaveAttribute('data-carrying', 'pointer')
    await touch('touchMove', x + 20, y + 20)
    await touch('touchMove', 350, y + 20)
    const stages = page.getByRole('navigation', { name: 'Stage' })
    await expect(stages.getByRole('button', { name: /Home Visit/ })).toHaveAttribute('aria-current', 'true')
    await touch('touchMove', 180, y + 60)
    await touch('touchEnd')
    await expect(cardIn(page, 'Home Visit', lead.name)).toBeVisible()
    await expect(page).toHaveURL(/\/board/)
    await expect
      .poll(async () => (await (await employee.request.get(`/crm/leads/${lead.id}`)).json()).stage_id)
      .toBe(stageId('Home Visit'))
  })
})
