import {
  type BrowserContext,
  test as base,
  type ConsoleMessage,
  expect,
  type Page,
  type WebError,
} from '@playwright/test'
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
      const unwatch = watch(context, surprises)
      await use(surprises)
      unwatch()
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

/** @returns what ends the watch */
function watch(context: BrowserContext, surprises: string[]): () => void {
  const onError = (error: WebError) => surprises.push(error.error().message)
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error' && !NOT_ANSWERED.test(message.text())) surprises.push(message.text())
  }
  context.on('weberror', onError)
  context.on('console', onConsole)
  return () => {
    context.off('weberror', onError)
    context.off('console', onConsole)
  }
}

/** What a page keeps in the browser besides its files. */
const KEPT_BY_PAGES = 'local_storage,indexeddb,websql'

/** A journey in the window that its person has had open: what the browser has fetched and compiled once is there. What pages have kept
 *  is gone, so that no journey knows of another. For journeys that only look. */
export const testInOpenWindow = test.extend<object, { windows: Map<DemoPerson | null, BrowserContext> }>({
  windows: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const windows = new Map<DemoPerson | null, BrowserContext>()
      await use(windows)
      await Promise.all([...windows.values()].map(context => context.close()))
    },
    { scope: 'worker' },
  ],

  context: async ({ windows, browser, person }, use) => {
    const context = windows.get(person) ?? (await browser.newContext())
    windows.set(person, context)
    await use(context)
  },

  page: async ({ context, baseURL }, use) => {
    const page = await context.newPage()
    const browser = await context.newCDPSession(page)
    await browser.send('Storage.clearDataForOrigin', {
      origin: baseURL ?? '',
      storageTypes: KEPT_BY_PAGES,
    })
    await browser.detach()
    await use(page)
    await page.close()
  },
})
