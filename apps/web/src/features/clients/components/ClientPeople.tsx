import { ActionIcon } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { Person } from '../../../ui/Person.tsx'
import type { Client } from '../api.ts'
import classes from './ClientPeople.module.css'

const PeopleDialog = lazy(() => import('./PeopleDialog.tsx').then(part => ({ default: part.PeopleDialog })))

/** Who looks after a client and who designs for them, and why the rules chose them. */
export function ClientPeople({ client }: { client: Client }) {
  const mayChoose = useCan()('CRM', 'assign')
  const [isChoosing, setChoosing] = useState(false)
  const { account_owner, designer } = client.people
  return (
    <section aria-label="Who looks after them">
      <div className={classes.head}>
        <h3 className={classes.title}>Who looks after them</h3>
        {mayChoose && (
          <ActionIcon
            variant="subtle"
            aria-label="Change who looks after this client"
            title="Change"
            onClick={() => setChoosing(true)}
          >
            <IconPencil size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <dl className={classes.people}>
        <Place label="Account owner" {...account_owner} />
        <Place label="Designer" {...designer} />
      </dl>
      {isChoosing && (
        <Suspense>
          <PeopleDialog client={client} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
    </section>
  )
}

function Place({ label, person, reason }: { label: string } & Client['people']['designer']) {
  return (
    <div className={classes.place}>
      <dt>{label}</dt>
      <dd>
        <Person person={person} none="Nobody yet" />
        {reason && <span className={classes.reason}>{sentence(reason)}</span>}
      </dd>
    </div>
  )
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`
