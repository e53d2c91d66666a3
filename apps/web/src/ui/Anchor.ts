import { type Ref, type RefObject, useImperativeHandle } from 'react'

/** Stands for an element that is drawn elsewhere, so that a menu or popover opens over that one. */
export function Anchor({ to, ref }: { to: RefObject<HTMLElement | null>; ref?: Ref<HTMLElement | null> }) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => to.current, [to])
  return null
}
