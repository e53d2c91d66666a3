import { ActionIcon, Button, Select, Switch } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCan } from '../../../lib/can.ts'
import { useMe } from '../../../lib/me.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { deeds, type Role, rolesQuery, useDeed, usersQuery } from './api.ts'
import { peopleWords } from './RoleList.tsx'
import classes from './Rows.module.css'
import { useEveryone } from './use-everyone.ts'
import { ViewAsButton } from './ViewAsButton.tsx'

/** One role: what it is for and who holds it. */
export function RolePage({ id }: { id: number }) {
  const { data } = useSuspenseQuery(rolesQuery)
  const can = useCan()
  const role = data.data.find(each => each.id === id)
  if (!role) return <p className={classes.empty}>This role is not there any more.</p>
  return (
    <>
      <section className={classes.section}>
        <div className={classes.head}>
          <p>{role.description || 'No description yet.'}</p>
          {can('Administration', 'manage_users') && role.may_give && !role.is_locked && (
            <ViewAsButton as={{ role_id: role.id }} label="View as this role" />
          )}
        </div>
        <p className={classes.hint} style={{ marginTop: 4 }}>
          {role.is_locked ? 'Does everything.' : `${role.permissions.length} permissions.`}{' '}
          <Link to="/settings/permissions" style={{ color: 'var(--accent-text)' }}>
            Show in the matrix
          </Link>
        </p>
      </section>
      <SecondFactorOfRole role={role} />
      <Holders role={role} />
    </>
  )
}

function SecondFactorOfRole({ role }: { role: Role }) {
  const can = useCan()
  const change = useDeed(deeds.changeRole, {
    says: ({ needs_second_factor }) =>
      needs_second_factor
        ? `${role.name} needs a second step: whoever has none sets it up before anything else`
        : `${role.name} signs in without a second step, too`,
  })
  return (
    <section className={classes.section} aria-labelledby="sign-in">
      <h2 id="sign-in" className={classes.title} style={{ marginBottom: 8 }}>
        Sign-in
      </h2>
      <Switch
        label="Needs a second step of signing in"
        description="Its people set up a code of an app or a passkey before they do anything else. API keys go on working."
        checked={
          (change.isPending ? change.variables.needs_second_factor : undefined) ?? role.needs_second_factor
        }
        disabled={!(can('Administration', 'manage_roles') && role.may_give) || change.isPending}
        onChange={event => change.mutate({ id: role.id, needs_second_factor: event.currentTarget.checked })}
      />
    </section>
  )
}

function Holders({ role }: { role: Role }) {
  const me = useMe()
  const can = useCan()
  const holders = useInfiniteQuery(usersQuery({ role: role.id }))
  const everyone = useEveryone({ status: 'active' })
  const give = useDeed(deeds.giveRole, { says: (_, user) => `${user.name} is ${role.name} from now on` })
  const take = useDeed(deeds.takeRole, { says: (_, user) => `${user.name} is no longer ${role.name}` })
  const mayChange = can('Administration', 'manage_roles') && role.may_give
  const held = holders.data?.pages.flatMap(page => page.data) ?? []
  const others = everyone.filter(user => user.id !== me.id && !held.some(({ id }) => id === user.id))
  return (
    <section className={classes.section} aria-labelledby="holders">
      <div className={classes.head}>
        <h2 id="holders" className={classes.title}>
          {peopleWords(role.people)}
        </h2>
        {mayChange && (
          <Select
            className={classes.filter}
            style={{ width: 240 }}
            size="sm"
            aria-label={`Give ${role.name} to`}
            placeholder="Give it to…"
            searchable
            nothingFoundMessage="Nobody of this name"
            data={others.map(user => ({ value: String(user.id), label: user.name }))}
            value={null}
            onChange={value => value !== null && give.mutate({ id: Number(value), roleId: role.id })}
          />
        )}
      </div>
      {holders.isPending && <SkeletonRows of="people" rows={3} />}
      <ul className={classes.list}>
        {held.map(user => (
          <li key={user.id}>
            <div className={classes.row} data-opens data-off={user.is_active ? undefined : true}>
              <Avatar id={user.id} name={user.name} size="lg" isDecorative />
              <div className={classes.main}>
                <Link
                  to="/settings/users/$userId"
                  params={{ userId: String(user.id) }}
                  className={`${classes.name} ${classes.open}`}
                >
                  {user.name}
                </Link>
                <span className={classes.facts}>
                  {user.email}
                  {user.team && ` · ${user.team.name}`}
                </span>
              </div>
              {mayChange && user.id !== me.id && (
                <span className={classes.deeds}>
                  <ActionIcon
                    aria-label={`Take ${role.name} from ${user.name}`}
                    title={`Take ${role.name} from ${user.name}`}
                    onClick={() => take.mutate({ id: user.id, roleId: role.id })}
                  >
                    <IconX size={16} stroke={1.75} aria-hidden />
                  </ActionIcon>
                </span>
              )}
            </div>
          </li>
        ))}
        {holders.isSuccess && held.length === 0 && <li className={classes.empty}>Nobody holds this role.</li>}
      </ul>
      {holders.hasNextPage && (
        <div className={classes.more}>
          <Button onClick={() => void holders.fetchNextPage()}>Show more people</Button>
        </div>
      )}
    </section>
  )
}
