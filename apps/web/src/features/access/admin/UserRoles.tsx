import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useCan } from '../../../lib/can.ts'
import { useMe } from '../../../lib/me.ts'
import { deeds, rolesQuery, type User, useDeed } from './api.ts'
import classes from './Rows.module.css'

/** The roles of one person; given and taken at once, with undo. */
export function UserRoles({ user }: { user: User }) {
  const me = useMe()
  const can = useCan()
  const { data: roles } = useSuspenseQuery(rolesQuery)
  const give = useDeed(deeds.giveRole, {
    says: ({ roleId }) => `${user.name} is ${nameOf(roleId)} from now on`,
  })
  const take = useDeed(deeds.takeRole, {
    says: ({ roleId }) => `${user.name} is no longer ${nameOf(roleId)}`,
  })
  const nameOf = (id: number) => roles.data.find(role => role.id === id)?.name ?? 'it'
  const held = roles.data.filter(role => user.roles.some(({ id }) => id === role.id))
  const free = roles.data.filter(role => role.may_give && !held.includes(role))
  const isOwn = user.id === me.id
  const mayChange = can('Administration', 'manage_roles') && !isOwn
  return (
    <section className={classes.section} aria-labelledby="roles">
      <div className={classes.head}>
        <h2 id="roles" className={classes.title}>
          Roles
        </h2>
        {mayChange && free.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="sm" leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}>
                Give a role
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {free.map(role => (
                <Menu.Item key={role.id} onClick={() => give.mutate({ id: user.id, roleId: role.id })}>
                  {role.name}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {isOwn && <p className={classes.hint}>Nobody changes their own roles: ask another Super Admin.</p>}
      <ul className={classes.list}>
        {held.map(role => (
          <li key={role.id}>
            <div className={classes.row}>
              <div className={classes.main}>
                <span className={classes.name}>{role.name}</span>
                <span className={classes.facts}>{role.description || 'No description'}</span>
              </div>
              {mayChange && role.may_give && (
                <ActionIcon
                  aria-label={`Take ${role.name} from ${user.name}`}
                  title={`Take ${role.name} from ${user.name}`}
                  onClick={() => take.mutate({ id: user.id, roleId: role.id })}
                >
                  <IconX size={16} stroke={1.75} aria-hidden />
                </ActionIcon>
              )}
            </div>
          </li>
        ))}
        {held.length === 0 && <li className={classes.empty}>No role: signs in and sees nothing.</li>}
      </ul>
    </section>
  )
}
