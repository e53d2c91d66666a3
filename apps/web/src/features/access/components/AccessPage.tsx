import type { ReactNode } from 'react'
import { Logo } from '../../../ui/Logo.tsx'
import classes from './AccessPage.module.css'
import { WallDrawing } from './WallDrawing.tsx'

export interface AccessPageProps {
  title: string
  /** One sentence under the title. */
  lead?: ReactNode | undefined
  children: ReactNode
}

/** The pages before the door: a form at the left, a drawing where there is room. */
export function AccessPage({ title, lead, children }: AccessPageProps) {
  return (
    <main className={classes.page}>
      <title>{`${title} · OptimWalls`}</title>
      <div className={classes.column}>
        <Logo />
        <div>
          <h1 className={classes.title}>{title}</h1>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {children}
      </div>
      <WallDrawing />
    </main>
  )
}
