import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

/** A theme and a size of the window. */
export interface Look {
  scheme: 'light' | 'dark'
  width: 360 | 1440
  height: number
}

const PHONE = { width: 360, height: 780 } as const
const LAPTOP = { width: 1440, height: 900 } as const

export const ON_PHONE: readonly Look[] = [
  { scheme: 'light', ...PHONE },
  { scheme: 'dark', ...PHONE },
]
export const ON_LAPTOP: readonly Look[] = [
  { scheme: 'light', ...LAPTOP },
  { scheme: 'dark', ...LAPTOP },
]
/** Each screen must work in both themes, on a phone and on a laptop. */
export const EVERY_LOOK: readonly Look[] = [...ON_PHONE, ...ON_LAPTOP]

/** Shows the page in every look, one after the other, and puts it back as it was. */
export async function inEveryLook(
  page: Page,
  visit: (look: Look) => Promise<void>,
  looks: readonly Look[] = EVERY_LOOK,
): Promise<void> {
  const before = page.viewportSize()
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: look.height })
    await page.emulateMedia({ colorScheme: look.scheme })
    await page.evaluate(() => document.fonts.ready.then(() => undefined))
    await visit(look)
  }
  if (before) await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: null })
}

/** Keeps pictures of the page in every look, when `SCREENSHOTS` names a folder for them. */
export async function takePictures(
  page: Page,
  name: string,
  looks: readonly Look[] = EVERY_LOOK,
): Promise<void> {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await inEveryLook(
    page,
    async ({ scheme, width }) => {
      await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`) })
    },
    looks,
  )
}
