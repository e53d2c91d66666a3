import type { PresenceState, PresentPerson } from '@optimwalls/contract'
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { closePresence, hearPresence, openPresence, type PresenceLine, usePresence } from './presence.ts'

/** A socket that writes down what the page says. */
function buildLine(isHere = true) {
  const said: unknown[] = []
  const line: PresenceLine = {
    emit(name, request, answer?: (answer: { here: boolean }) => void) {
      said.push([name, request])
      answer?.({ here: isHere })
    },
  }
  return { line, said }
}

const MEERA: PresentPerson = { id: 2, name: 'Meera', doing: [{ field: 'budget' }] }

const lookAway = (isHidden: boolean) => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(isHidden ? 'hidden' : 'visible')
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('usePresence', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => {
    lookAway(false)
    cleanup()
    closePresence()
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  const render = (doing: PresenceState = {}) =>
    renderHook(({ doing }) => usePresence('lead:17', doing), { initialProps: { doing } })

  it('joins once the socket is up, tells what changes, and leaves with the component', () => {
    const { line, said } = buildLine()
    const { rerender, unmount } = render()
    openPresence(line)
    vi.runAllTimers()
    expect(said).toEqual([['join', { topic: 'lead:17', doing: {} }]])
    rerender({ doing: { field: 'budget' } })
    rerender({ doing: { field: 'name' } })
    vi.runAllTimers()
    expect(said.at(-1)).toEqual(['doing', { topic: 'lead:17', doing: { field: 'name' } }])
    unmount()
    expect(said.at(-1)).toEqual(['leave', { topic: 'lead:17' }])
  })

  it('shows who is there, and nobody while the socket is down; then joins again', () => {
    const { line, said } = buildLine()
    const { result } = render({ field: 'name' })
    openPresence(line)
    vi.runAllTimers()
    act(() => hearPresence({ topic: 'lead:17', people: [MEERA] }))
    expect(result.current).toEqual([MEERA])
    act(() => hearPresence({ topic: 'lead:18', people: [] }))
    expect(result.current).toEqual([MEERA])
    act(() => closePresence())
    expect(result.current).toEqual([])
    openPresence(line)
    vi.runAllTimers()
    expect(said.at(-1)).toEqual(['join', { topic: 'lead:17', doing: { field: 'name' } }])
    expect(said).toHaveLength(2)
  })

  it('is not here while the tab is long out of sight', () => {
    const { line, said } = buildLine()
    render()
    openPresence(line)
    vi.runAllTimers()
    lookAway(true)
    vi.advanceTimersByTime(29_000)
    expect(said).toHaveLength(1)
    vi.advanceTimersByTime(2000)
    expect(said.at(-1)).toEqual(['leave', { topic: 'lead:17' }])
    lookAway(false)
    vi.runAllTimers()
    expect(said.at(-1)).toEqual(['join', { topic: 'lead:17', doing: {} }])
  })

  it('two parts of a page are one: what they do is told together, and the last one leaves', () => {
    const { line, said } = buildLine()
    openPresence(line)
    const [one, other] = [render({ field: 'name' }), render({ dragging: 3 })]
    vi.runAllTimers()
    expect(said.at(-1)).toEqual(['doing', { topic: 'lead:17', doing: { field: 'name', dragging: 3 } }])
    one.unmount()
    vi.runAllTimers()
    expect(said.at(-1)).toEqual(['doing', { topic: 'lead:17', doing: { dragging: 3 } }])
    other.unmount()
    expect(said.at(-1)).toEqual(['leave', { topic: 'lead:17' }])
  })
})
