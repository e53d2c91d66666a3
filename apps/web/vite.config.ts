import { fileURLToPath } from 'node:url'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './build/precompress.ts'
import { serviceWorker } from './build/service-worker.ts'

const root = fileURLToPath(new URL('.', import.meta.url))
/** Where `npm run dev` finds the API; the product itself serves both from one port. */
const SERVER = process.env.SERVER_URL ?? 'http://localhost:3000'

export default defineConfig({
  root,
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      // What only settings ask the server for is no part of the first visit; elsewhere the question is on its way before the page is.
      codeSplittingOptions: {
        splitBehavior: ({ routeId }) =>
          String(routeId).startsWith('/settings') ? [['loader', 'component']] : undefined,
      },
      routesDirectory: `${root}src/routes`,
      generatedRouteTree: `${root}src/route-tree.gen.ts`,
      routeFileIgnorePattern: '\\.test\\.|\\.module\\.css$',
      quoteStyle: 'single',
      semicolons: false,
    }),
    react(),
    serviceWorker(`${root}dist`),
    precompress(),
  ],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: `${root}dist`,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler)[\\/]/ },
            {
              name: 'tanstack',
              test: /node_modules[\\/]@tanstack[\\/](?:react-|query-|router-)?(?:router|query|history|store|core)/,
            },
            // What each page of leads needs travels together: by itself each of these is some hundred bytes.
            {
              name: 'icons',
              test: /icons[\\/]Icon(?:Home|Settings|ChartBar|CopyCheck|HeartHandshake|LayoutKanban|LayoutGrid|Users|Search|Selector|Clock|ChevronRight|ChevronLeft|ArrowUp|ArrowDown|CalendarEvent|CalendarCheck|TableImport|Download|Plus|X)\.m?js$/,
            },
            {
              name: 'parts',
              test: /src[\\/](?:(?:lib[\\/])?format-[a-z]+|ui[\\/](?:Avatar|Person|When|Money|Stage|StageRing|TagChip|ScoreBadge|ResponseClock|EmptyState|Drawing|FilterChip|ViewSwitch|OnceOpened|Kbd|Logo|use-opener|move-by-arrows)|lib[\\/]score-bands)\.tsx?$/,
            },
            {
              name: 'questions',
              test: /src[\\/](?:features[\\/](?:leads|leads[\\/]merging|activities|access|imports|pipelines|clients|files)[\\/](?:api|setup)|features[\\/]leads[\\/](?:lead|lead-search|lead-cache|page-book|custom-fields|saved-views)|features[\\/]imports[\\/]import|lib[\\/](?:api|problem|me|can|throttle|presence))\.ts$/,
            },
            {
              name: 'mantine',
              test: /@mantine[\\/](?:core[\\/]esm[\\/]components[\\/](?:Button|ActionIcon|Loader|CloseButton|Input|InputBase|TextInput|Transition)|hooks[\\/]esm[\\/](?:use-(?:hotkeys|window-event|uncontrolled|resize-observer|debounced-callback|id|did-update|media-query)|utils))[\\/]/,
            },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': SERVER,
      '/crm': SERVER,
      '/files': SERVER,
      '/socket.io': { target: SERVER, ws: true },
    },
  },
})
