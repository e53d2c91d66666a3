import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type axe from 'axe-core'
import { judgePage, LEAVE_OUT_TWINS } from './judge-page.ts'
import { EVERY_LOOK, inEveryLook, type Look } from './looks.ts'

/** WCAG 2.2 A and AA, and what axe's authors hold to be good besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** The rules that the other theme can break: what stands where and is called what is the same in both. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Texts whose contrast this worker has found good, by how they look. */
const goodTexts = new Set<string>()

/** What axe finds wrong on the page as it stands, each with its element. */
async function findings(page: Page, options: axe.RunOptions, coloursAlone: boolean): Promise<string[]> {
  // The policy of the product lets no script in; the debugger does not ask it.
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(AXE)
    await page.evaluate(LEAVE_OUT_TWINS)
  }
  const judged = await page.evaluate(judgePage, { options, good: [...goodTexts], coloursAlone })
  for (const text of judged.good) goodTexts.add(text)
  return judged.findings
}

/** Axe finds nothing on the page, and nothing sticks out at the side, in both themes at 360 and 1440 px. */
export async function expectAccessible(page: Page, looks: readonly Look[] = EVERY_LOOK): Promise<void> {
  const seen = new Set<number>()
  await inEveryLook(
    page,
    async ({ scheme, width }) => {
      const look = `${page.url()} in ${scheme} at ${width} px`
      // An open menu floats outside the landmarks and holds the focus; the rule knows this of dialogs alone.
      const hasMenu = await page.getByRole('menu').isVisible()
      const coloursAlone = seen.has(width)
      const options: axe.RunOptions = {
        runOnly: coloursAlone ? { type: 'rule', values: OF_COLOURS } : { type: 'tag', values: RULES },
        rules: hasMenu ? { region: { enabled: false } } : {},
        resultTypes: ['violations'],
        // Frames, and styles from elsewhere, are what this product does not have.
        iframes: false,
        preload: false,
      }
      const found = await findings(page, options, coloursAlone)
      seen.add(width)
      expect.soft(found, look).toEqual([])

      const overhang = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect.soft(overhang, `pixels that stick out at the side of ${look}`).toBeLessThanOrEqual(0)
    },
    looks,
  )
}
