import classes from './Logo.module.css'

/** The sign, two walls and a room, with the name. */
export function Logo() {
  return (
    <span className={classes.logo}>
      <svg className={classes.mark} viewBox="0 0 20 20" aria-hidden="true">
        <path d="M2.5 17.5v-15h15M7 17.5V7h10.5v10.5z" />
      </svg>
      OptimWalls
    </span>
  )
}
