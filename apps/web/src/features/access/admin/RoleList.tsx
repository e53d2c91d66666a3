import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconLock } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Badge } from '../../../ui/Badge.tsx'
import { type Role, rolesQuery } from './api.ts'
import { DeleteRoleDialog, RoleDialog } from './RoleDialogs.tsx'
import classes from './Rows.module.css'

/** All roles, with what can be done to each. */
export function RoleList() {
  const { data } = useSuspenseQuery(rolesQuery)
  const [open, setOpen] = useState<{ deed: 'change' | 'copy' | 'delete'; role: Role } | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <ul className={classes.list} aria-label="Roles">
        {data.data.map(role => (
          <li key={role.id}>
            <div className={classes.row} data-opens>
              <div className={classes.main}>
                <Link
                  to="/settings/roles/$roleId"
                  params={{ roleId: String(role.id) }}
                  className={`${classes.name} ${classes.open}`}
                >
                  {role.name}
                </Link>
                <span className={classes.facts}>{role.description || 'No description'}</span>
              </div>
              {role.is_locked && (
                <Badge icon={<IconLock size={14} stroke={1.75} aria-hidden />}>Does everything</Badge>
              )}
              <span className={classes.cell} data-narrow>
                {peopleWords(role.people)}
              </span>
              {role.may_give && (
                <span className={classes.deeds}>
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <ActionIcon aria-label={`More for ${role.name}`}>
                        <IconDots size={16} stroke={1.75} aria-hidden />
                      </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      {!role.is_locked && (
                        <Menu.Item onClick={() => setOpen({ deed: 'change', role })}>
                          Rename or describe…
                        </Menu.Item>
                      )}
                      <Menu.Item onClick={() => setOpen({ deed: 'copy', role })}>Copy…</Menu.Item>
                      {!role.is_locked && (
                        <Menu.Item onClick={() => setOpen({ deed: 'delete', role })}>Delete…</Menu.Item>
                      )}
                    </Menu.Dropdown>
                  </Menu>
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
      {open && open.deed !== 'delete' && (
        <RoleDialog key={`${open.deed} ${open.role.id}`} deed={open.deed} role={open.role} onClose={close} />
      )}
      {open?.deed === 'delete' && <DeleteRoleDialog role={open.role} onClose={close} />}
    </>
  )
}

export function peopleWords(count: number): string {
  return count === 0 ? 'Nobody' : count === 1 ? '1 person' : `${count} people`
}
