import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { formatClock } from '../../../lib/format-time.ts'
import { deeds, signInLockQuery, type User, useDeed } from './api.ts'
import classes from './Rows.module.css'

/** Says that failed tries keep somebody out, and lets them try again; nothing where none do. */
export function SignInLock({ user }: { user: User }) {
  const { data } = useQuery(signInLockQuery(user.id))
  const open = useDeed(deeds.openSignIn, { says: () => `${user.name} can try again` })
  if (!data?.closed_until) return null
  return (
    <div className={classes.bar} role="status">
      <p className={classes.note}>
        Too many failed tries: {user.name} cannot sign in until {formatClock(new Date(data.closed_until))}.
      </p>
      <Button loading={open.isPending} onClick={() => open.mutate(user.id)}>
        Let {user.name.split(' ')[0]} try again
      </Button>
    </div>
  )
}
