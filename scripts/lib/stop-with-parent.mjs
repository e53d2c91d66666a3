const LOOK_EVERY_MS = 200

/**
 * Started by npm, stops when npm is gone. Between npm and us stands a shell, and a SIGTERM that npm passes on ends that shell alone:
 * without this the server would live on with nobody to stop it.
 */
export function stopWithParent() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_EVERY_MS)
  timer.unref()
}
