import { expect, type Locator, type Page } from '@playwright/test'

/** Most stops of the Tab key from one end of a screen to what a journey needs there. */
const MOST_STOPS = 50

/** Walks with Tab until the element has the focus, as somebody without a mouse does.
 *  @throws when it is out of reach, or when nothing shows that it has the focus. */
export async function tabTo(target: Locator, { backwards = false } = {}): Promise<void> {
  await expect(target).toBeVisible()
  if (await hasFocus(target)) return
  const withoutFocus = await appearance(target)
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await target.page().keyboard.press(backwards ? 'Shift+Tab' : 'Tab')
    if (!(await hasFocus(target))) continue
    await expect(async () => expect(await appearance(target)).not.toBe(withoutFocus)).toPass({
      timeout: 2_000,
    })
    return
  }
  throw new Error(`${target} was not reached in ${MOST_STOPS} stops of the Tab key`)
}

/** Walks to the field and writes over what it holds. */
export async function typeInto(target: Locator, text: string): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.press('ControlOrMeta+a')
  await target.page().keyboard.type(text)
}

/** Walks to the button or link and presses Enter. */
export async function activate(target: Locator): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.press('Enter')
}

/** Goes to a part of the page of a lead by the button that jumps to it. */
export async function jumpTo(page: Page, part: string): Promise<void> {
  await activate(page.getByRole('button', { name: 'Jump to a part of this page' }))
  await page.getByRole('menuitem', { name: part, exact: true }).press('Enter')
  await expect(page.getByLabel(part, { exact: true })).toBeFocused()
}

const hasFocus = (target: Locator) => target.evaluate(element => element === document.activeElement)

/** Everything that can tell where the focus is: outline, ring and border, of the element and of what frames it. */
const appearance = (target: Locator) =>
  target.evaluate(element =>
    [element, element.parentElement, element.parentElement?.parentElement]
      .map(part => {
        if (!part) return ''
        const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } =
          getComputedStyle(part)
        return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor].join(' ')
      })
      .join('\n'),
  )
