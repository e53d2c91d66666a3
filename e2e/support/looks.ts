import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

/** Each screen must work in both themes, on a phone and on a laptop. */
const LOOKS = [
  { scheme: 'light', width: 360, height: 780 },
  { scheme: 'dark', width: 360, height: 780 },
  { scheme: 'light', width: 1440, height: 900 },
  { scheme: 'dark', width: 1440, height: 900 },
] as const

export type Look = (typeof LOOKS)[number]

/** Shows the page in every look, one after the other, and puts it back as it was. */
export async function inEveryLook(page: Page, visit: (look: Look) => Promise<void>): Promise<void> {
  const before = page.viewportSize()
  for (const look of LOOKS) {
    await page.setViewportSize({ width: look.width, height: look.height })
    await page.emulateMedia({ colorScheme: look.scheme })
    await page.evaluate(() => document.fonts.ready.then(() => undefined))
    await visit(look)
  }
  if (before) await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: null })
}

/** Keeps pictures of the page in every look, when `SCREENSHOTS` names a folder for them. */
export async function takePictures(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await inEveryLook(page, async ({ scheme, width }) => {
    await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`) })
  })
}
