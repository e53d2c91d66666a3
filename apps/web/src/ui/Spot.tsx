import type { ComponentProps } from 'react'

/** Stands where `over` stands, unseen: for what hangs on an element that somebody else draws. */
export function Spot({ over, ...rest }: ComponentProps<'span'> & { over: HTMLElement }) {
  const { left, top, width, height } = over.getBoundingClientRect()
  return (
    <span
      {...rest}
      aria-hidden
      style={{ position: 'fixed', left, top, width, height, pointerEvents: 'none' }}
    />
  )
}
