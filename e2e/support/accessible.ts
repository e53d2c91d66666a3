import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { EVERY_LOOK, inEveryLook, type Look } from './looks.ts'

/** WCAG 2.2 A and AA, and what axe's authors hold to be good besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Axe finds nothing on the page, and nothing sticks out at the side, in both themes at 360 and 1440 px. */
export async function expectAccessible(page: Page, looks: readonly Look[] = EVERY_LOOK): Promise<void> {
  await inEveryLook(
    page,
    async ({ scheme, width }) => {
      const look = `${page.url()} in ${scheme} at ${width} px`
      // An open menu floats outside the landmarks and holds the focus; the rule knows this of dialogs alone.
      const hasMenu = await page.getByRole('menu').isVisible()
      // The other mode opens a second page for every run, for frames that this product does not have.
      const { violations } = await new AxeBuilder({ page })
        .options({ resultTypes: ['violations'] })
        .withTags(RULES)
        .disableRules(hasMenu ? ['region'] : [])
        .setLegacyMode()
        .analyze()
      const found = violations.flatMap(({ id, help, nodes }) =>
        nodes.map(node => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary ?? ''}`),
      )
      expect.soft(found, look).toEqual([])

      const overhang = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect.soft(overhang, `pixels that stick out at the side of ${look}`).toBeLessThanOrEqual(0)
    },
    looks,
  )
}
