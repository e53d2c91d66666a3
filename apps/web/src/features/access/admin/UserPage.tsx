import { Button, TextInput } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { useMe } from '../../../lib/me.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { When } from '../../../ui/When.tsx'
import { signInOptionsQuery } from '../api.ts'
import { deeds, teamTreeQuery, type User, useDeed, userQuery } from './api.ts'
import classes from './Rows.module.css'
import { SignInLock } from './SignInLock.tsx'
import { TeamSelect } from './TeamSelect.tsx'
import page from './UserPage.module.css'
import { UserRoles } from './UserRoles.tsx'
import { UserSessionList } from './UserSessionList.tsx'
import { ViewAsButton } from './ViewAsButton.tsx'

export interface UserPageProps {
  id: number
  /** What concerns their leads; leads are another feature's. */
  leads: (user: User) => ReactNode
  /** Explains what they may do with a lead. */
  why: (user: User) => ReactNode
}

/** One person: who they are, what they may do, where they are signed in. */
export function UserPage({ id, leads, why }: UserPageProps) {
  const { data: user } = useSuspenseQuery(userQuery(id))
  const me = useMe()
  const can = useCan()
  return (
    <>
      <header className={page.head}>
        <Avatar id={user.id} name={user.name} size="lg" isDecorative />
        <div className={page.who}>
          <h2 className={page.name}>{user.name}</h2>
          <p className={page.facts}>
            {user.email} ·{' '}
            {user.last_seen_at ? (
              <>
                last seen <When at={user.last_seen_at} isInSentence />
              </>
            ) : (
              'not yet here'
            )}
          </p>
        </div>
        {user.has_second_factor && <Badge>Second step on</Badge>}
        {!user.is_active && <Badge>Has left</Badge>}
        {user.is_active && user.may_change && user.id !== me.id && !isSuperAdmin(user) && (
          <ViewAsButton as={{ user_id: user.id }} label={`View as ${user.name.split(' ')[0]}`} />
        )}
      </header>
      <Profile key={`${user.name} ${user.team?.id}`} user={user} />
      <UserRoles user={user} />
      {why(user)}
      {user.may_change && leads(user)}
      {user.may_change && user.id !== me.id && <UserSessionList user={user} />}
      {user.may_change ? (
        <Access user={user} />
      ) : (
        <p className={`${classes.hint} ${page.log}`}>{whyFixed(user)}</p>
      )}
      {can('Administration', 'view_audit') && (
        <p className={`${classes.hint} ${page.log}`}>
          In the audit log:{' '}
          <Link to="/settings/audit-log" search={{ person: user.id }}>
            what they did
          </Link>
          ,{' '}
          <Link to="/settings/audit-log" search={{ record: 'user', id: user.id }}>
            what was done to them
          </Link>
        </p>
      )}
    </>
  )
}

const isSuperAdmin = ({ roles }: User) => roles.some(({ name }) => name === 'Super Admin')

function whyFixed(user: User): string {
  return isSuperAdmin(user)
    ? 'Only a Super Admin may change a Super Admin.'
    : 'You see this person; changing them takes another role.'
}

function Profile({ user }: { user: User }) {
  const { data: teams } = useSuspenseQuery(teamTreeQuery)
  const [name, setName] = useState(user.name)
  const change = useDeed(deeds.changeUser, { says: () => 'Saved' })
  const rename = () => {
    if (name.trim() === '') setName(user.name)
    else if (name.trim() !== user.name) change.mutate({ id: user.id, name: name.trim() })
  }
  return (
    <section className={classes.section} aria-label="Profile">
      <div className={classes.pair}>
        <TextInput
          label="Name"
          value={name}
          maxLength={100}
          readOnly={!user.may_change}
          onChange={event => setName(event.currentTarget.value)}
          onBlur={rename}
          onKeyDown={event => event.key === 'Enter' && event.currentTarget.blur()}
        />
        <TeamSelect
          label="Team"
          placeholder="No team"
          clearable
          readOnly={!user.may_change}
          teams={teams.data}
          value={user.team?.id ?? null}
          onChange={team_id => change.mutate({ id: user.id, team_id })}
        />
      </div>
      {user.heads.length > 0 && (
        <p className={classes.hint} style={{ marginTop: 8 }}>
          Heads {user.heads.map(({ name: team }) => team).join(', ')}.
        </p>
      )}
    </section>
  )
}

function Access({ user }: { user: User }) {
  const me = useMe()
  const { data: options } = useQuery(signInOptionsQuery)
  const hasPasswords = options?.passwords !== false
  const mail = useDeed(deeds.mailPassword, { says: () => `Password mail sent to ${user.email}` })
  const reset = useDeed(deeds.resetSecondFactor, {
    says: () => `${user.name} signs in with the password alone, and was mailed`,
  })
  const leave = useDeed(deeds.deactivate, { says: () => `${user.name} is signed out and kept out` })
  const back = useDeed(deeds.reactivate, { says: () => `${user.name} can sign in again` })
  return (
    <section className={classes.section} aria-labelledby="access">
      <h2 id="access" className={classes.title}>
        Access
      </h2>
      {user.is_active ? (
        <>
          <p className={classes.hint}>
            {me.id === user.id
              ? 'Nobody deactivates themselves. Your devices, password and second step are under Settings, You.'
              : 'Who is deactivated is signed out everywhere at once. Their leads and history stay; hand the leads over above.'}
            {!hasPasswords &&
              ` Nobody has a password here: people sign in through ${options?.sso?.name ?? 'the firm’s provider'}.`}
          </p>
          <SignInLock user={user} />
          <div className={classes.bar}>
            {hasPasswords && (
              <Button loading={mail.isPending} onClick={() => mail.mutate(user.id)}>
                Send a password mail
              </Button>
            )}
            {user.has_second_factor && me.id !== user.id && (
              <Button loading={reset.isPending} onClick={() => reset.mutate(user.id)}>
                Reset the second step
              </Button>
            )}
            {me.id !== user.id && (
              <Button loading={leave.isPending} onClick={() => leave.mutate(user.id)}>
                Deactivate {user.name.split(' ')[0]}
              </Button>
            )}
          </div>
        </>
      ) : (
        <>
          <p className={classes.hint}>
            Deactivated <When at={user.deactivated_at} isInSentence />. Roles and team are as they were.
          </p>
          <Button loading={back.isPending} onClick={() => back.mutate(user.id)}>
            Reactivate {user.name.split(' ')[0]}
          </Button>
        </>
      )}
    </section>
  )
}
