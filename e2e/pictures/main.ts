import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from '@playwright/test'
import { DEMO_PASSWORD, DEMO_PEOPLE, type DemoPerson, demoEmail } from '../../scripts/lib/demo-people.ts'
import { startProduct } from '../../scripts/lib/product.ts'
import { EVERY_LOOK } from '../support/looks.ts'
import { writeIndex } from './index-page.ts'
import { SUBJECTS, type Subject } from './subjects.ts'

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url))
const FOLDER = join(DOCS, 'pictures')

/** Below it letters get a seam; above it a file grows for nothing that the eye sees. */
const QUALITY = 76
/** A page that is longer is cut: the rest of a list says nothing new. Pixels. */
const TALLEST = 2600

export interface PicturesOptions {
  /** Part of the names of those that are drawn; empty for all. */
  only: string
  /** A product that runs already, with the demo firm. Default: one is started on a new demo firm and ended. */
  url?: string | undefined
}

/** Draws the subjects in every look and writes the page that shows them. */
export async function drawAll({ only, url }: PicturesOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
  const product = url ? undefined : await startProduct({ dataDir: folder, readyWithinMs: 600_000 })
  // The fields of days are written as the browser's language has them.
  const browser = await chromium.launch({
    env: { ...process.env, LANGUAGE: 'en_GB' },
    ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
  })
  try {
    await mkdir(FOLDER, { recursive: true })
    const base = url ?? product?.url ?? ''
    for (const person of DEMO_PEOPLE) await drawOf(browser, base, person, only)
    await writeIndex(join(DOCS, 'pictures.md'), SUBJECTS)
  } finally {
    await browser.close()
    await product?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What one person sees. */
async function drawOf(browser: Browser, url: string, person: DemoPerson, only: string): Promise<void> {
  const subjects = SUBJECTS.filter(subject => subject.person === person && subject.name.includes(only))
  if (subjects.length === 0) return
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  })
  const answer = await context.request.post('/api/auth/sign-in/email', {
    headers: { origin: url },
    data: { email: demoEmail(person), password: DEMO_PASSWORD },
  })
  if (!answer.ok()) throw new Error(`Signing in as ${person}: ${answer.status()}`)
  const page = await context.newPage()
  for (const subject of subjects) await draw(page, subject)
  await context.close()
}

async function draw(page: Page, { name, address }: Subject): Promise<void> {
  await page.goto(address)
  for (const { scheme, width, height } of EVERY_LOOK) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height })
    await stands(page)
    // The shell is as high as the window, and what stands in it scrolls.
    const hidden = await page.evaluate(() =>
      Math.max(
        0,
        ...[...document.querySelectorAll('main, main *')].map(part =>
          getComputedStyle(part).overflowY === 'auto' ? part.scrollHeight - part.clientHeight : 0,
        ),
      ),
    )
    await page.setViewportSize({ width, height: Math.min(height + hidden, TALLEST) })
    await stands(page)
    const session = await page.context().newCDPSession(page)
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
    await session.detach()
    await writeFile(join(FOLDER, `${name}-${width}-${scheme}.webp`), Buffer.from(data, 'base64'))
  }
}

/** Waits until nothing is on its way any more: no answer, no skeleton, no font. */
async function stands(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(
    () => document.querySelector('[aria-label^="Loading "]') === null && document.fonts.status === 'loaded',
  )
}
