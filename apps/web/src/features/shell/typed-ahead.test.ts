import { afterEach, expect, test, vi } from 'vitest'
import { catchTyping, takeTyped } from './typed-ahead.ts'

const type = (...keys: string[]) =>
  keys.map(key => {
    const event = new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true })
    document.body.dispatchEvent(event)
    return event.defaultPrevented
  })

afterEach(() => {
  takeTyped()
  vi.useRealTimers()
})

test('what is typed before the field stands is handed over once, and goes nowhere else', () => {
  type('x')
  catchTyping()
  const elsewhere = vi.fn()
  document.body.addEventListener('keydown', elsewhere)
  expect(type('a', 's', 'x', 'Backspace', 'h', 'ArrowDown', 'a')).toEqual([
    ...Array(5).fill(true),
    false,
    true,
  ])
  document.body.removeEventListener('keydown', elsewhere)
  expect(elsewhere).toHaveBeenCalledOnce()
  expect(takeTyped()).toBe('asha')
  expect(type('b')).toEqual([false])
  expect(takeTyped()).toBe('')
})

test('Escape, and a field that never comes, give the keys back', () => {
  catchTyping()
  expect(type('a', 'Escape', 'b')).toEqual([true, false, false])
  vi.useFakeTimers()
  catchTyping()
  vi.advanceTimersByTime(10_000)
  expect(type('c')).toEqual([false])
})
