import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import type { DemoPerson } from '../../scripts/lib/demo-people.ts'
import { type Elsewhere, elsewhereAs } from './api.ts'
import { productUrl, sessionFile } from './run.ts'

interface JourneyOptions {
  /** Who is signed in on `page`; null for a visitor. Choose with `test.use({ person: 'admin' })`. Default: manager. */
  person: DemoPerson | null
}

interface JourneyFixtures {
  /** A second window, with somebody else signed in. */
  openAs: (person: DemoPerson) => Promise<Page>
  /** Somebody at work without a window, by the API. */
  elsewhere: (person: DemoPerson) => Promise<Elsewhere>
  /** What went wrong in any window of the journey without anyone asking; must be empty at the end. */
  surprises: string[]
}

/** A test of what a person does. It fails on any error in the browser's console, a refused script or style included. */
export const test = base.extend<JourneyOptions & JourneyFixtures>({
  person: ['manager', { option: true }],

  baseURL: async ({ person: _ }, use) => use(productUrl()),

  storageState: async ({ person }, use) => use(person ? sessionFile(person) : undefined),

  surprises: [
    async ({ context }, use) => {
      const surprises: string[] = []
      watch(context, surprises)
      await use(surprises)
      expect(surprises, 'errors in the browser').toEqual([])
    },
    { auto: true },
  ],

  openAs: async ({ browser, baseURL, contextOptions, surprises }, use) => {
    const contexts: BrowserContext[] = []
    await use(async person => {
      const options = { ...contextOptions, ...(baseURL === undefined ? {} : { baseURL }) }
      const context = await browser.newContext({ ...options, storageState: sessionFile(person) })
      contexts.push(context)
      watch(context, surprises)
      return context.newPage()
    })
    await Promise.all(contexts.map(context => context.close()))
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  elsewhere: async ({}, use) => {
    const opened: Elsewhere[] = []
    await use(async person => {
      const someone = await elsewhereAs(person)
      opened.push(someone)
      return someone
    })
    await Promise.all(opened.map(({ request }) => request.dispose()))
  },
})

export { expect }

/** The browser logs each answer of 400 and above as an error, and each call without an answer; React what a page then shows
 *  in words. The journeys that provoke one look at the page instead. */
const NOT_ANSWERED =
  /^Failed to load resource: |^WebSocket connection to .* failed: |net::ERR_(?:INTERNET_DISCONNECTED|CONNECTION_REFUSED)|^OfflineError: /

function watch(context: BrowserContext, surprises: string[]): void {
  context.on('weberror', error => surprises.push(error.error().message))
  context.on('console', message => {
    if (message.type() === 'error' && !NOT_ANSWERED.test(message.text())) surprises.push(message.text())
  })
}
