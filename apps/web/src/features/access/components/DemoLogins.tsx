import { UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Credentials, signInOptionsQuery } from '../api.ts'
import classes from './DemoLogins.module.css'

export interface DemoLoginsProps {
  isBusy: boolean
  onChoose: (credentials: Credentials) => void
}

/** The people of the demo firm; the server offers them on a loopback address alone. */
export function DemoLogins({ isBusy, onChoose }: DemoLoginsProps) {
  const options = useQuery(signInOptionsQuery)
  if (!options.data?.demo) return null
  return (
    <section aria-labelledby="demo-logins">
      <h2 id="demo-logins" className={classes.title}>
        or as someone of the demo firm
      </h2>
      <ul className={classes.people}>
        {options.data.logins.map(login => (
          <li key={login.email}>
            <UnstyledButton
              className={classes.person}
              disabled={isBusy}
              onClick={() => onChoose({ email: login.email, password: login.password })}
            >
              <span className={classes.role}>{login.role}</span>
              <span className={classes.name}>{login.name}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
