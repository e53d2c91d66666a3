/** Calls at once and then at most once in `pauseMs`; a call in the pause is made up for at its end. */
export function throttle(run: () => void, pauseMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOwed = false
  const rest = () => {
    timer = undefined
    if (isOwed) call()
  }
  const call = () => {
    isOwed = timer !== undefined
    if (isOwed) return
    timer = setTimeout(rest, pauseMs)
    run()
  }
  return call
}
