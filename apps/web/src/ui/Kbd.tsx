import classes from './Kbd.module.css'

export interface KbdProps {
  /** `mod` stands for ⌘ on a Mac and Ctrl elsewhere. */
  keys: string
}

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '')

/** The key that does it: `<Kbd keys="mod+K" />`. */
export function Kbd({ keys }: KbdProps) {
  const shown = isMac ? keys.replace('mod+', '⌘') : keys.replace('mod+', 'Ctrl ')
  return <kbd className={classes.key}>{shown}</kbd>
}
