import { ActionIcon, Button, Menu } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import {
  IconArrowMerge,
  IconBrandWhatsapp,
  IconCopy,
  IconDots,
  IconEye,
  IconHistory,
  IconMail,
  IconPhone,
  IconTrash,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useCan } from '../../../lib/can.ts'
import { formatArea } from '../../../lib/format-area.ts'
import { formatPhone } from '../../../lib/format-phone.ts'
import { Money } from '../../../ui/Money.tsx'
import { ResponseClock } from '../../../ui/ResponseClock.tsx'
import { ScoreBadge } from '../../../ui/ScoreBadge.tsx'
import { showToast } from '../../../ui/toast.ts'
import { isSettled, type Lead } from '../lead.ts'
import classes from './LeadHeader.module.css'

export interface LeadHeaderProps {
  lead: Lead
  onDelete: () => void
  /** Opens the choice of a lead to merge with. */
  onMerge: () => void
  /** Opens who can see the lead. */
  onWho: () => void
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

const mailTo = (email: string) => `mailto:${encodeURIComponent(email).replace('%40', '@')}`

/** What matters of a lead, and how to reach them. */
export function LeadHeader({ lead, onDelete, onMerge, onWho }: LeadHeaderProps) {
  const can = useCan()
  const clipboard = useClipboard()
  const home = [
    lead.configuration ?? lead.property_type,
    lead.carpet_area_sqft === null ? null : formatArea(lead.carpet_area_sqft),
  ]
    .filter(Boolean)
    .join(', ')
  const place = [lead.address, lead.location].filter(Boolean).join(', ')
  const { phone, email } = lead

  function copyPhone() {
    clipboard.copy(phone)
    showToast({ message: `${formatPhone(phone)} copied` })
  }

  return (
    <div className={classes.header}>
      <div className={classes.who}>
        <div className={classes.name}>
          <h2>{lead.name}</h2>
          <ScoreBadge score={lead.score} />
          <ResponseClock dueAt={lead.response_due_at} />
        </div>
        <p className={classes.facts}>
          {lead.budget !== null && (
            <b>
              <Money amount={lead.budget} currency={lead.currency} />
            </b>
          )}
          {[home, place].filter(Boolean).map(fact => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      </div>
      <div className={classes.deeds}>
        {phone && (
          <Button
            component="a"
            className={classes.wide}
            href={`tel:${phone}`}
            leftSection={<IconPhone {...ICON} />}
            title={formatPhone(phone)}
          >
            Call
          </Button>
        )}
        {phone && (
          <ActionIcon
            component="a"
            variant="default"
            href={`https://wa.me/${phone.replace('+', '')}`}
            target="_blank"
            rel="noreferrer"
            aria-label={`WhatsApp ${lead.name}`}
            title="WhatsApp"
          >
            <IconBrandWhatsapp {...ICON} />
          </ActionIcon>
        )}
        {email && !phone && (
          <Button
            component="a"
            className={classes.wide}
            href={mailTo(email)}
            leftSection={<IconMail {...ICON} />}
            title={email}
          >
            E-mail
          </Button>
        )}
        {email && phone && (
          <ActionIcon
            component="a"
            variant="default"
            href={mailTo(email)}
            aria-label={`E-mail ${lead.name}`}
            title="E-mail"
          >
            <IconMail {...ICON} />
          </ActionIcon>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" aria-label="More" title="More">
              <IconDots {...ICON} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCopy {...ICON} />} disabled={!phone} onClick={copyPhone}>
              Copy the phone number
            </Menu.Item>
            {can('Administration', 'view_users') && (
              <Menu.Item leftSection={<IconEye {...ICON} />} onClick={onWho}>
                Who can see this?
              </Menu.Item>
            )}
            {can('Administration', 'view_audit') && (
              <Menu.Item
                leftSection={<IconHistory {...ICON} />}
                renderRoot={props => (
                  <Link {...props} to="/settings/audit-log" search={{ record: 'lead', id: lead.id }} />
                )}
              >
                Audit log of this lead
              </Menu.Item>
            )}
            {!isSettled(lead) && can('CRM', 'merge') && (
              <Menu.Item leftSection={<IconArrowMerge {...ICON} />} onClick={onMerge}>
                Merge with…
              </Menu.Item>
            )}
            {!isSettled(lead) && can('CRM', 'delete') && (
              <Menu.Item leftSection={<IconTrash {...ICON} />} onClick={onDelete}>
                Delete lead
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  )
}
