import type { Page } from '@playwright/test'
import type { DemoPerson } from '../../scripts/lib/demo-people.ts'
import { expectAccessible } from './accessible.ts'
import { expect, testInOpenWindow as test } from './journey.ts'
import { EVERY_LOOK, type Look, takePictures } from './looks.ts'

/** A page, or something open over one. */
export interface Screen {
  name: string
  /** Opens it and waits until it stands. */
  open: (page: Page) => Promise<void>
  /** The looks it exists in. Default: all. */
  looks?: readonly Look[]
}

export const heading = (page: Page, name: string | RegExp, level = 1) =>
  page.getByRole('heading', { name, level })

/** The address, once its heading and one more thing stand. */
export const at =
  (address: string, title: string | RegExp, alsoThere?: (page: Page) => ReturnType<Page['locator']>) =>
  async (page: Page) => {
    await page.goto(address)
    await expect(heading(page, title)).toBeVisible()
    if (alsoThere) await expect(alsoThere(page)).toBeVisible()
  }

/** Opens something over the page: a menu, a dialog. */
export const andThen =
  (open: (page: Page) => Promise<void>, deed: (page: Page) => Promise<void>) => async (page: Page) => {
    await open(page)
    await deed(page)
  }

/** A button that opens a dialog. */
export const click = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name, exact: true }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
}

/** One test for each screen of each person: in every look axe finds nothing, and nothing sticks out. */
export function standForEverybody(
  screensOf: readonly (readonly [DemoPerson | null, readonly Screen[]])[],
): void {
  for (const [person, screens] of screensOf) {
    test.describe(`what ${person ?? 'a visitor'} sees`, () => {
      test.use({ person })
      for (const { name, open, looks = EVERY_LOOK } of screens) {
        test(`${name} is for everybody`, async ({ page }) => {
          await open(page)
          await expectAccessible(page, looks)
          await takePictures(page, name, looks)
        })
      }
    })
  }
}
