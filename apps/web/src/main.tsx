import './styles/base.css'
import './styles/fonts.css'
import './styles/start.css'
import './styles/tokens.css'
import '@mantine/core/styles.layer.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './lib/query-client.ts'
import { registerServiceWorker, reloadOnNewBuild } from './lib/service-worker.ts'
import { router } from './router.ts'
import { cssVariablesResolver, theme } from './theme.ts'

const colorSchemeManager = localStorageColorSchemeManager({ key: 'optimwalls-color-scheme' })

/** The nonce of this very response; Mantine's style elements carry it past the Content-Security-Policy. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}

// The scroll lock of dialogs makes a style element too and looks for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() })

const container = document.getElementById('root')
if (!container) throw new Error('index.html has no #root')
createRoot(container).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)

reloadOnNewBuild()
registerServiceWorker()
