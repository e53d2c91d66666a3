/** At most one reload in this time; a build that is really broken must not reload for ever. Milliseconds. */
const RELOAD_PAUSE_MS = 10_000
const RELOADED_AT = 'optimwalls-reloaded-at'

/** Lets the app open without a line. Not in development, where it would hide changes. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  window.addEventListener('load', () => {
    // Refused in private windows and on plain http of another machine; the app works the same, online.
    navigator.serviceWorker.register('/sw.js').catch(() => undefined)
  })
}

/** A page left open over an update asks for parts that are gone: it is loaded anew, with the address it has. */
export function reloadOnNewBuild(): void {
  window.addEventListener('vite:preloadError', event => {
    const last = Number(sessionStorage.getItem(RELOADED_AT) ?? 0)
    if (!navigator.onLine || Date.now() - last < RELOAD_PAUSE_MS) return
    event.preventDefault()
    sessionStorage.setItem(RELOADED_AT, String(Date.now()))
    location.reload()
  })
}
