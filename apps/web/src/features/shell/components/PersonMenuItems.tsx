import { Menu } from '@mantine/core'
import { IconDevices, IconLogout } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { setCelebrates, takeOverCelebrates } from '../../../lib/celebrations.ts'
import { useMe } from '../../../lib/me.ts'
import { MenuOver } from '../../../ui/MenuOver.tsx'
import { showToast } from '../../../ui/toast.ts'
import type { OverProps } from '../../../ui/use-opener.ts'
import { useSignOut } from '../use-sign-out.ts'
import classes from './PersonMenu.module.css'
import { SchemeSwitch } from './SchemeSwitch.tsx'

/** What concerns only the person who is signed in. */
export function PersonMenuItems({ onLeave, ...over }: OverProps & { onLeave: (() => void) | undefined }) {
  const me = useMe()
  const signOut = useSignOut()
  const client = useQueryClient()
  useEffect(() => void takeOverCelebrates(client), [client])
  return (
    <MenuOver position="top-start" width={248} {...over}>
      <div className={classes.who}>
        <p className={classes.mail}>{me.email}</p>
        <p className={classes.roles}>{me.roles.join(', ')}</p>
      </div>
      <Menu.Divider />
      <SchemeSwitch />
      <Menu.CheckboxItem
        checked={me.preferences.celebrates !== false}
        closeMenuOnClick={false}
        onChange={wants =>
          void setCelebrates(client, wants).catch((problem: Error) =>
            showToast({ message: `Not kept: ${problem.message}`, tone: 'problem' }),
          )
        }
      >
        Celebrate conversions
      </Menu.CheckboxItem>
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
    </MenuOver>
  )
}
