import type axe from 'axe-core'

declare global {
  interface Window {
    axe?: typeof axe
  }
}

/** What a run of axe came to. */
export interface Judged {
  /** Each with its element. */
  findings: string[]
  /** The texts whose contrast was found good, each by how it looks. */
  good: string[]
}

/** To be run once after axe: marked is what has no twin whose contrast is known. */
export const LEAVE_OUT_TWINS = `axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-without-twin]' }] })`

/**
 * Runs axe in the page, where nothing else of this file can be reached. Contrast is what costs most, and a list says the same in the
 * same colours in each row, as the frame of the product does around each page. Texts of one colour, size and weight that lie in boxes of the
 * same kinds and colours, up to the page, have one contrast: one of them is looked at for all, here or on an earlier page.
 */
export async function judgePage(given: {
  options: axe.RunOptions
  /** Texts known from elsewhere to be good. */
  good: readonly string[]
  /** Nothing but the rules of colours is asked for. */
  coloursAlone: boolean
}): Promise<Judged> {
  const withoutTwin = 'data-without-twin'
  // These axe does not judge, whatever their colours; of the others it does so for some.
  const passedOver = '[aria-hidden=true], [inert]'
  const perhapsPassedOver = '[aria-disabled=true], [data-disabled], :disabled, label'
  if (!window.axe) throw new Error('axe is not on the page')
  const good = new Set(given.good)
  const boxes = new Map<Element, string>()
  const lookedAt = new Map<Element, string>()
  const taken = new Set<string>()
  for (const element of document.body.querySelectorAll('*')) {
    element.removeAttribute(withoutTwin)
    if (!(hasText(element) || isField(element)) || element.closest(passedOver)) continue
    if (!element.checkVisibility({ visibilityProperty: true })) continue
    if (!element.closest(perhapsPassedOver)) {
      const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element)
      const look = hash([boxOf(element), typeOf(element), color, fontSize, fontWeight, textShadow])
      if (good.has(look) || taken.has(look)) continue
      if (isOnTop(element)) {
        taken.add(look)
        lookedAt.set(element, look)
      }
    }
    element.setAttribute(withoutTwin, '')
  }
  // Where all is known, axe would read the whole page to look at none of it.
  if (given.coloursAlone && !document.querySelector(`[${withoutTwin}]`) && !hasLinkInText())
    return { findings: [], good: [] }
  const { violations, incomplete } = await window.axe.run(document, { ...given.options, elementRef: true })
  // What axe could not judge here it may judge elsewhere.
  for (const { nodes } of [...violations, ...incomplete]) {
    for (const { element } of nodes) if (element) lookedAt.delete(element)
  }
  return {
    findings: violations.flatMap(({ id, help, nodes }) =>
      nodes.map(node => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary ?? ''}`),
    ),
    good: [...lookedAt.values()],
  }

  function hasText({ childNodes }: Element): boolean {
    return [...childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim())
  }

  function isField(element: Element): boolean {
    return element.matches('input, select, textarea')
  }

  function typeOf(element: Element): string {
    return element.getAttribute('type') ?? ''
  }

  /** Whether a link stands among words, where it must differ from them by more than its colour. */
  function hasLinkInText(): boolean {
    return [...document.querySelectorAll('a[href], [role=link]')].some(link => {
      let around: Element | null = link
      while (around && getComputedStyle(around).display === 'inline') around = around.parentElement
      return around !== link && textOf(around).length > textOf(link).length
    })
  }

  function textOf(element: Element | null): string {
    return element?.textContent?.trim() ?? ''
  }

  function boxOf(element: Element | null): string {
    if (!element) return ''
    const known = boxes.get(element)
    if (known !== undefined) return known
    const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element)
    const kind = element.getAttribute('class') ?? ''
    const box = hash([
      boxOf(element.parentElement),
      element.tagName,
      kind,
      backgroundColor,
      backgroundImage,
      opacity,
    ])
    boxes.set(element, box)
    return box
  }

  /** Not scrolled away, nor under something else: axe can judge it. */
  function isOnTop(element: Element): boolean {
    const { left, top, width, height } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  }

  /** Short, of 53 bits: two of some thousand looks do not fall together. */
  function hash(parts: readonly string[]): string {
    let [high, low] = [0x9e3779b9, 0x85ebca6b]
    for (const character of parts.join('|')) {
      const code = character.charCodeAt(0)
      high = Math.imul(high ^ code, 0x01000193)
      low = Math.imul(low ^ code, 0x5bd1e995) ^ (low >>> 15)
    }
    return (high >>> 0).toString(36) + (low >>> 0).toString(36)
  }
}
