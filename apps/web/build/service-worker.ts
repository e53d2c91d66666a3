import { readFile } from 'node:fs/promises'
import { VitePWA } from 'vite-plugin-pwa'

/** The service worker and the manifest: the app opens without a line, and can be installed.
 *
 *  Pages come from the network, as each answer carries its own nonce; the kept page stands in only when there is no
 *  network. Ahead of time only the shell is fetched, so that a first visit stays small; other parts are kept once used.
 *  Nothing of the API is kept: what may be seen is for the server to say, each time. */
export function serviceWorker(folder: string) {
  return VitePWA({
    strategies: 'generateSW',
    registerType: 'autoUpdate',
    // lib/service-worker.ts registers it: the plugin's own way is an inline script.
    injectRegister: null,
    manifest: {
      name: 'OptimWalls CRM',
      short_name: 'OptimWalls',
      description: 'Leads, visits and bookings of an interiors firm',
      lang: 'en-IN',
      start_url: '/',
      display: 'standalone',
      background_color: '#f7f6f3',
      theme_color: '#f7f6f3',
      icons: [
        { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    },
    workbox: {
      // Shows push messages.
      importScripts: ['/push.js'],
      globPatterns: ['index.html', 'theme.js', 'icon.svg', 'assets/*.{js,css,woff2}'],
      manifestTransforms: [entries => keepShell(entries, folder)],
      navigateFallback: null,
      cleanupOutdatedCaches: true,
      clientsClaim: true,
      skipWaiting: true,
      runtimeCaching: [
        {
          urlPattern: ({ request }) => request.mode === 'navigate',
          handler: 'NetworkOnly',
          options: { precacheFallback: { fallbackURL: '/' } },
        },
        {
          // Their names change with their content.
          urlPattern: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
          handler: 'CacheFirst',
          options: { cacheName: 'parts', expiration: { maxEntries: 120 } },
        },
      ],
    },
  })
}

/** What index.html names itself, and the fonts; the page goes by the address at which the server hands it out. */
async function keepShell<T extends { url: string }>(
  entries: T[],
  folder: string,
): Promise<{ manifest: T[] }> {
  const page = await readFile(`${folder}/index.html`, 'utf8')
  const manifest = entries
    .filter(({ url }) => !/\.(?:js|css)$/.test(url) || page.includes(`/${url}"`))
    .map(entry => (entry.url === 'index.html' ? { ...entry, url: '/' } : entry))
  return { manifest }
}
