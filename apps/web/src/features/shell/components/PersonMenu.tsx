import { UnstyledButton } from '@mantine/core'
import { IconSelector } from '@tabler/icons-react'
import { lazy } from 'react'
import { useMe } from '../../../lib/me.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { useOpener } from '../../../ui/use-opener.ts'
import classes from './PersonMenu.module.css'

const PersonMenuItems = lazy(() =>
  import('./PersonMenuItems.tsx').then(part => ({ default: part.PersonMenuItems })),
)

/** Who is signed in, and what concerns only them. */
export function PersonMenu({ onLeave }: { onLeave?: () => void }) {
  const me = useMe()
  const { isOpen, button, over } = useOpener('menu')
  return (
    <>
      <UnstyledButton className={classes.person} {...button}>
        <Avatar id={me.id} name={me.name} size="sm" isDecorative />
        <span className={classes.name}>{me.name}</span>
        <IconSelector size={14} stroke={1.75} aria-hidden />
      </UnstyledButton>
      <OnceOpened isOpen={isOpen}>
        <PersonMenuItems onLeave={onLeave} {...over} />
      </OnceOpened>
    </>
  )
}
