import { chromium, type Page } from '@playwright/test'
import { DEMO_PASSWORD, demoEmail } from '../../scripts/lib/demo-people.ts'
import type { Stage } from './stage.ts'

/** How the page of a large board bears being scrolled. */
export interface Scrolling {
  /** Leads on the board, and of them fetched at the end. */
  leads: number
  fetched: number
  /** Tasks over 50 ms while it was scrolled, the longest first. Milliseconds. */
  longTasks: number[]
  /** Most elements that the page had at once. */
  mostNodes: number
}

/** Turns of the wheel in each lane, and how far each goes in pixels. */
const TURNS = 120
const TURN_PX = 900
/** A turn every other frame, as a hand does it. */
const TURN_MS = 32

/** Scrolls the board of all pipelines in a real browser: each lane down through many pages, up again, and the board sideways. */
export async function measureScroll({ product }: Stage): Promise<Scrolling> {
  const browser = await chromium.launch(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {})
  try {
    const context = await browser.newContext({ baseURL: product.url, viewport: { width: 1024, height: 900 } })
    const answer = await context.request.post('/api/auth/sign-in/email', {
      headers: { origin: product.url },
      data: { email: demoEmail('superadmin'), password: DEMO_PASSWORD },
    })
    if (!answer.ok()) throw new Error(`signing in: ${answer.status()}`)
    const page = await context.newPage()
    await page.goto('/board?pipeline=all')
    await page.getByRole('article').first().waitFor()
    // What the page does once it stands is not scrolling.
    await page.waitForTimeout(3000)
    await page.evaluate(WATCH)
    const lanes = await page.locator('[data-lane]').all()
    for (const lane of lanes) {
      await lane.scrollIntoViewIfNeeded()
      const box = await lane.boundingBox()
      if (!box) continue
      await page.mouse.move(box.x + box.width / 2, box.y + 300)
      for (let turn = 0; turn < TURNS; turn += 1) await wheel(page, 0, TURN_PX)
      for (let turn = 0; turn < TURNS / 4; turn += 1) await wheel(page, 0, -4 * TURN_PX)
      for (const step of [-60, 60]) for (let turn = 0; turn < 10; turn += 1) await wheel(page, step, 0)
    }
    return await page.evaluate<Scrolling>(OUTCOME)
  } finally {
    await browser.close()
  }
}

async function wheel(page: Page, x: number, y: number): Promise<void> {
  await page.mouse.wheel(x, y)
  await page.waitForTimeout(TURN_MS)
}

// What runs in the page is text: the types of a browser are none of this program's.
const WATCH = `
  window.seen = { tasks: [], nodes: 0 }
  new PerformanceObserver(list => window.seen.tasks.push(...list.getEntries().map(task => task.duration)))
    .observe({ type: 'longtask' })
  setInterval(() => {
    window.seen.nodes = Math.max(window.seen.nodes, document.getElementsByTagName('*').length)
  }, 100)
`
const OUTCOME = `(() => {
  const lanes = [...document.querySelectorAll('[data-lane]')]
  const line = Number.parseFloat(getComputedStyle(lanes[0]).getPropertyValue('--card-line'))
  const sum = part => lanes.reduce((all, lane) => all + part(lane), 0)
  return {
    leads: sum(lane => Number(lane.querySelector('header').textContent.match(/[\\d,]+/)[0].replaceAll(',', ''))),
    fetched: sum(lane => Math.round((lane.querySelector('ul')?.offsetHeight ?? 0) / line)),
    longTasks: window.seen.tasks.map(Math.round).sort((a, b) => b - a),
    mostNodes: window.seen.nodes,
  }
})()`
