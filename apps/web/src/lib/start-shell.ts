import { useLayoutEffect } from 'react'

/** Read by public/theme.js. */
const KEY = 'optimwalls-start'

/** Takes away the shell of index.html, in the frame in which the page itself stands there; and remembers whether the next start begins with it.
 *  @param hasShell whether the page stands in the shell: not for who is to sign in */
export function useStarted(hasShell: boolean): void {
  useLayoutEffect(() => {
    document.getElementById('start')?.remove()
    try {
      if (hasShell) localStorage.setItem(KEY, 'shell')
      else localStorage.removeItem(KEY)
    } catch {
      // Storage is blocked: the next start is without it.
    }
  }, [hasShell])
}
