import { Menu, UnstyledButton } from '@mantine/core'
import { IconDevices, IconLogout, IconSelector } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMe } from '../../../lib/me.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { useSignOut } from '../use-sign-out.ts'
import classes from './PersonMenu.module.css'
import { SchemeSwitch } from './SchemeSwitch.tsx'

/** Who is signed in, and what concerns only them. */
export function PersonMenu({ onLeave }: { onLeave?: () => void }) {
  const me = useMe()
  const signOut = useSignOut()
  return (
    <Menu position="top-start" width={248}>
      <Menu.Target>
        <UnstyledButton className={classes.person}>
          <Avatar id={me.id} name={me.name} size="sm" isDecorative />
          <span className={classes.name}>{me.name}</span>
          <IconSelector size={14} stroke={1.75} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <p className={classes.mail}>{me.email}</p>
          <p className={classes.roles}>{me.roles.join(', ')}</p>
        </div>
        <Menu.Divider />
        <SchemeSwitch />
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to="/settings/sessions"
          leftSection={<IconDevices size={16} stroke={1.75} aria-hidden />}
          onClick={onLeave}
        >
          Signed-in devices
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.75} aria-hidden />}
          onClick={() => signOut.mutate()}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
