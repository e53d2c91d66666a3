import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type axe from 'axe-core'
import { EVERY_LOOK, inEveryLook, type Look } from './looks.ts'

/** WCAG 2.2 A and AA, and what axe's authors hold to be good besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** The rules that the other theme can break: what stands where and is called what is the same in both. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Marks a text that has a twin earlier on the page; see `leaveOutTwins`. */
const TWIN = 'data-twin'

declare global {
  interface Window {
    axe?: typeof axe
  }
}

/** What axe finds wrong on the page as it stands, each with its element. */
async function findings(page: Page, options: axe.RunOptions): Promise<string[]> {
  // The policy of the product lets no script in; the debugger does not ask it.
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(AXE)
    await page.evaluate(twin => {
      window.axe?.configure({ rules: [{ id: 'color-contrast', selector: `:not([${twin}])` }] })
    }, TWIN)
  }
  await page.evaluate(leaveOutTwins, TWIN)
  return page.evaluate(async given => {
    if (!window.axe) throw new Error('axe is not on the page')
    const { violations } = await window.axe.run(document, given)
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(node => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary ?? ''}`),
    )
  }, options)
}

/** Contrast is what costs most, and a list says the same in the same colours in each row. Texts of one colour, size and weight that lie
 *  in boxes of the same kinds and colours, up to the page, have one contrast: the first that can be seen is looked at for all. */
function leaveOutTwins(twin: string): void {
  const looks = new Map<Element, string>()
  const lookOf = (element: Element | null): string => {
    if (!element) return ''
    const known = looks.get(element)
    if (known !== undefined) return known
    const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element)
    const box = [element.tagName, element.getAttribute('class'), backgroundColor, backgroundImage, opacity]
    const look = `${lookOf(element.parentElement)} > ${box.join(' ')}`
    looks.set(element, look)
    return look
  }
  const seen = new Set<string>()
  for (const element of document.body.querySelectorAll('*')) {
    element.removeAttribute(twin)
    if (![...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim()))
      continue
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element)
    const text = [lookOf(element), color, fontSize, fontWeight, textShadow].join(' ')
    if (seen.has(text)) element.setAttribute(twin, '')
    else if (isOnTop(element)) seen.add(text)
  }

  // Not scrolled away, nor under something else: axe can judge it.
  function isOnTop(element: Element): boolean {
    const { left, top, width, height } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  }
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
      const found = await findings(page, {
        runOnly: seen.has(width) ? { type: 'rule', values: OF_COLOURS } : { type: 'tag', values: RULES },
        rules: hasMenu ? { region: { enabled: false } } : {},
        resultTypes: ['violations'],
        // Frames, and styles from elsewhere, are what this product does not have.
        iframes: false,
        preload: false,
      })
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
