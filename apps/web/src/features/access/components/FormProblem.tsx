import { IconAlertCircle } from '@tabler/icons-react'
import classes from './AccessForm.module.css'

/** Why the form was refused, above its button; what belongs to one field stands there instead. */
export function FormProblem({ message }: { message: string | undefined }) {
  return (
    <div role="alert" className={classes.notice}>
      {message && (
        <p className={classes.problem}>
          <IconAlertCircle size={16} stroke={1.75} aria-hidden />
          {message}
        </p>
      )}
    </div>
  )
}
