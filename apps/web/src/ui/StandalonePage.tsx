import type { ReactNode } from 'react'
import { Logo } from './Logo.tsx'
import classes from './StandalonePage.module.css'

/** A page outside the shell: the sign, and one thing in the middle. */
export function StandalonePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <title>{`${title} · OptimWalls`}</title>
      <Logo />
      <div className={classes.middle}>{children}</div>
    </main>
  )
}
