import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconMailForward } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../../ui/Badge.tsx'
import { When } from '../../../ui/When.tsx'
import { deeds, type Invitation, invitationsQuery, useDeed } from './api.ts'
import classes from './Rows.module.css'

/** Who was invited and has not come yet; nothing where there is nobody. */
export function InvitationList() {
  const { data } = useQuery(invitationsQuery)
  if (!data || data.data.length === 0) return null
  return (
    <section className={classes.section} aria-labelledby="invited" style={{ marginBottom: 24 }}>
      <div className={classes.head}>
        <h2 id="invited" className={classes.title}>
          Invited, not here yet
        </h2>
      </div>
      <ul className={classes.list}>
        {data.data.map(invitation => (
          <li key={invitation.id}>
            <Row invitation={invitation} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Row({ invitation }: { invitation: Invitation }) {
  const resend = useDeed(deeds.resendInvitation, { says: () => `New link sent to ${invitation.email}` })
  const revoke = useDeed(deeds.revokeInvitation, { says: () => `${invitation.email} can no longer come in` })
  const roles = invitation.roles.map(({ name }) => name).join(', ') || 'By the onboarding rules'
  return (
    <div className={classes.row}>
      <IconMailForward size={20} stroke={1.75} aria-hidden style={{ color: 'var(--text-3)', width: 32 }} />
      <div className={classes.main}>
        <span className={classes.name}>{invitation.name || invitation.email}</span>
        <span className={classes.facts}>
          {invitation.name && `${invitation.email} · `}
          invited by {invitation.invited_by.name}, <When at={invitation.sent_at} isInSentence />
          <span className={classes.small}> · {roles}</span>
        </span>
      </div>
      {invitation.is_expired && <Badge tone="amber">Link has run out</Badge>}
      <span className={classes.cell}>{roles}</span>
      <span className={classes.cell}>{invitation.team?.name ?? '—'}</span>
      <span className={classes.deeds}>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={`More for ${invitation.email}`}>
              <IconDots size={16} stroke={1.75} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => resend.mutate(invitation.id)}>Send a new link</Menu.Item>
            <Menu.Item onClick={() => revoke.mutate(invitation.id)}>Take back the invitation</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
    </div>
  )
}
