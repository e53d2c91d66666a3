import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import type { DemoPerson } from '../../scripts/lib/demo-people.ts'
import { productUrl, sessionFile } from './run.ts'

interface JourneyOptions {
  /** Who is signed in on `page`; null for a visitor. Choose with `test.use({ person: 'admin' })`. Default: manager. */
  person: DemoPerson | null
}

interface JourneyFixtures {
  /** A second window, with somebody else signed in. */
  openAs: (person: DemoPerson) => Promise<Page>
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

  openAs: async ({ browser, baseURL, surprises }, use) => {
    const contexts: BrowserContext[] = []
    await use(async person => {
      const options = baseURL === undefined ? {} : { baseURL }
      const context = await browser.newContext({ ...options, storageState: sessionFile(person) })
      contexts.push(context)
      watch(context, surprises)
      return context.newPage()
    })
    await Promise.all(contexts.map(context => context.close()))
  },
})

export { expect }

/** The browser logs each answer of 400 and above as an error; the journeys that provoke one look at the page instead. */
const ANSWERED_WITH_AN_ERROR =
  /^Failed to load resource: (?:the server responded with a status of|net::ERR_INTERNET_DISCONNECTED)/

function watch(context: BrowserContext, surprises: string[]): void {
  context.on('weberror', error => surprises.push(error.error().message))
  context.on('console', message => {
    if (message.type() === 'error' && !ANSWERED_WITH_AN_ERROR.test(message.text()))
      surprises.push(message.text())
  })
}
