// Sets the colour scheme before the first paint, and whether that has the shell (styles/start.css); a file of its own because the Content-Security-Policy allows no inline script.
;(() => {
  let chosen = 'auto'
  try {
    if (localStorage.getItem('optimwalls-start') === 'shell') document.documentElement.dataset.start = 'shell'
    chosen = localStorage.getItem('optimwalls-color-scheme') || 'auto'
  } catch {
    // Storage is blocked: follow the system.
  }
  const isDark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
})()
