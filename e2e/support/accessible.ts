import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { inEveryLook } from './looks.ts'

/** Axe finds nothing on the page, and nothing sticks out at the side, in both themes at 360 and 1440 px. */
export async function expectAccessible(page: Page): Promise<void> {
  await inEveryLook(page, async ({ scheme, width }) => {
    const look = `${page.url()} in ${scheme} at ${width} px`
    const { violations } = await new AxeBuilder({ page }).analyze()
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(node => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary ?? ''}`),
    )
    expect(found, look).toEqual([])

    const overhang = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overhang, `pixels that stick out at the side of ${look}`).toBeLessThanOrEqual(0)
  })
}
