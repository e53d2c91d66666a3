import classes from './Drawing.module.css'

/** `plan` for an empty list, `door` for a page one may not open, `lamp` for what is not there, `plug` for no connection. */
export type DrawingName = 'plan' | 'door' | 'lamp' | 'plug'

const LINES: Record<DrawingName, { main: string; fine: string }> = {
  plan: {
    main: 'M4 4h64v40H44M32 44H4V4M40 4v16M40 30v14',
    fine: 'M32 44a12 12 0 0 1 12-12v12M12 12h16v10H12zM50 30h12v8H50z',
  },
  door: {
    main: 'M22 44V5h28v39M6 44h60M43 25v2',
    fine: 'M27 10h18v12H27zM27 27h9v12h-9zM56 44V12M60 44V20',
  },
  lamp: {
    main: 'M30 6h12l7 15H23zM36 21v22M26 43h20M4 43h16M52 43h16',
    fine: 'M22 27l-4 8M36 27v6M50 27l4 8M8 36h8v7H8zM58 30h6v13h-6z',
  },
  plug: {
    main: 'M4 24h14M18 15h9v18h-9zM27 19h7M27 29h7M68 24H54M54 15h-9v18h9z',
    fine: 'M38 10v6M42 8l-1 5M34 8l1 5M38 32v6M42 40l-1-5M34 40l1-5',
  },
}

/** A small line drawing in the manner of a plan, where there is nothing else to look at. */
export function Drawing({ name }: { name: DrawingName }) {
  return (
    <svg className={classes.drawing} viewBox="0 0 72 48" aria-hidden="true">
      <path className={classes.main} d={LINES[name].main} />
      <path className={classes.fine} d={LINES[name].fine} />
    </svg>
  )
}
