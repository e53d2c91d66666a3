import { defineConfig, devices } from '@playwright/test'

/** Those that start a product of their own: begun last, one worker would be left with them when the other is done. */
const LONG = /\/(taking-back|restart)\.spec\./

/** Journeys of people through the real product: one server with the demo firm for the whole run. */
export default defineConfig({
  testDir: 'journeys',
  outputDir: '../test-results',
  globalSetup: './support/global-setup.ts',
  forbidOnly: Boolean(process.env.CI),
  // Two cores serve the browser, the server and the database.
  fullyParallel: true,
  workers: 2,
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'others', testIgnore: LONG },
  ],
  // A machine that does much else takes several times as long as usual; whoever waits for a state waits for it, not for luck.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
    // A page that a worker serves cannot be listened in on; the journey that needs the worker lets it in.
    serviceWorkers: 'block',
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    // Recording costs a third of the run; `--trace on` records the one that puzzles.
    launchOptions: {
      // `npm test` finds a browser and names it here; by hand, Playwright's own download is the default.
      ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
    },
  },
})
