import { defineConfig } from 'vitest/config'
import { LongFirst } from './scripts/lib/long-first.mjs'

const inEveryProject = {
  // Two cores serve the tests and the one PostgreSQL behind them; while one waits, for a process or for jobs, two others work.
  maxWorkers: 3,
  // Each file has its own database or page; the modules that it imports are loaded once a worker, not once a file.
  isolate: false,
  // Another machine may take five times as long: only what hangs is to end here.
  testTimeout: 240_000,
  hookTimeout: 240_000,
}

/** Tests stand beside the code; what differs between sides is the environment they run in. */
export default defineConfig({
  test: {
    expect: { poll: { timeout: 60_000 } },
    sequence: { sequencer: LongFirst },
    projects: [
      {
        test: {
          name: 'server',
          ...inEveryProject,
          include: ['apps/server/**/*.test.ts'],
          globalSetup: ['apps/server/test/global-setup.ts'],
          setupFiles: ['apps/server/test/patience.ts', 'apps/server/test/cheap-passwords.ts'],
        },
      },
      { test: { name: 'packages', ...inEveryProject, include: ['packages/**/*.test.ts'] } },
      {
        test: {
          name: 'tools',
          ...inEveryProject,
          include: ['{scripts,bench,e2e/support}/**/*.test.{mjs,ts}'],
        },
      },
      {
        extends: 'apps/web/vite.config.ts',
        root: 'apps/web',
        test: {
          name: 'web',
          ...inEveryProject,
          include: ['src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
        },
      },
    ],
  },
})
