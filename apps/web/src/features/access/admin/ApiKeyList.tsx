import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatDay } from '../../../lib/format-time.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { When } from '../../../ui/When.tsx'
import { type ApiKey, apiKeysQuery, deeds, useDeed } from './api.ts'
import classes from './Rows.module.css'

const STATUS = {
  active: null,
  expired: 'Has run out',
  revoked: 'Taken back',
  idle: 'Its maker has left',
} as const

/** Keys of programs; those that still work can be taken back. */
export function ApiKeyList() {
  const { data } = useSuspenseQuery(apiKeysQuery)
  const [asked, setAsked] = useState<ApiKey | null>(null)
  const revoke = useDeed(deeds.revokeApiKey, {
    says: () => `${asked?.name} no longer works`,
    onDone: () => setAsked(null),
  })
  if (data.data.length === 0)
    return (
      <EmptyState title="No API keys" drawing="plug">
        A key lets a program use the CRM: a website form, a report, a migration. It does what one role may,
        and no more.
      </EmptyState>
    )
  return (
    <>
      <ul className={classes.list} aria-label="API keys">
        {data.data.map(key => (
          <li key={key.id}>
            <div className={classes.row} data-off={key.status === 'active' ? undefined : true}>
              <IconKey size={20} stroke={1.75} aria-hidden style={{ color: 'var(--text-3)' }} />
              <div className={classes.main}>
                <span className={classes.name}>{key.name}</span>
                <span className={classes.facts}>
                  {key.prefix}… · {key.role?.name ?? 'no role'} · by {key.created_by.name} ·{' '}
                  {key.last_used_at ? (
                    <>
                      last used <When at={key.last_used_at} isInSentence />
                    </>
                  ) : (
                    'never used'
                  )}
                  {key.status === 'active' && (
                    <span className={classes.small}>until {formatDay(key.expires_at)}</span>
                  )}
                </span>
              </div>
              {STATUS[key.status] ? (
                <Badge>{STATUS[key.status]}</Badge>
              ) : (
                <>
                  <span className={classes.cell} data-narrow>
                    until {formatDay(key.expires_at)}
                  </span>
                  <Button size="sm" onClick={() => setAsked(key)} aria-label={`Take back ${key.name}`}>
                    Take back
                  </Button>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      <Dialog
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        title={`Take back ${asked?.name ?? ''}?`}
        lead="The program that uses it is refused from its next request on. This cannot be undone."
        actions={
          <>
            <Button variant="subtle" onClick={() => setAsked(null)}>
              Cancel
            </Button>
            <Button
              variant="danger"
              loading={revoke.isPending}
              onClick={() => asked && revoke.mutate(asked.id)}
            >
              Take back key
            </Button>
          </>
        }
      />
    </>
  )
}
