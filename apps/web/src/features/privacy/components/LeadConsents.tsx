import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, useState } from 'react'
import { purposesQuery } from '../../../lib/consent-purposes.ts'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { consentsQuery } from '../api.ts'
import { standingWords } from '../consent.ts'
import classes from './LeadConsents.module.css'

const ConsentDialog = lazy(() => import('./ConsentDialog.tsx').then(it => ({ default: it.ConsentDialog })))

export interface LeadConsentsProps {
  leadId: number
  leadName: string
  isReadOnly: boolean
}

/** What the person agreed to and withdrew, a line for each purpose; how it came about, and new answers, in a dialog. */
export function LeadConsents({ leadId, leadName, isReadOnly }: LeadConsentsProps) {
  const entries = useQuery(consentsQuery(leadId)).data
  const purposes = useQuery(purposesQuery).data?.data ?? []
  const [isOpen, setOpen] = useState(false)
  if (!entries) return null
  const shown = purposes.filter(
    ({ id, is_retired }) => !is_retired || entries.some(entry => entry.purpose_id === id),
  )
  return (
    <section className={classes.consents} aria-label="Consents">
      <header>
        <h2>Consents</h2>
        <Button
          variant="subtle"
          size="xs"
          aria-label={isReadOnly ? 'Earlier answers about consent' : 'Record a consent'}
          onClick={() => setOpen(true)}
        >
          {isReadOnly ? 'History' : 'Record'}
        </Button>
      </header>
      <dl>
        {shown.map(({ id, label }) => {
          const of = entries.filter(entry => entry.purpose_id === id)
          return (
            <div key={id}>
              <dt>{label}</dt>
              <dd data-objected={of.some(entry => entry.is_current && entry.given === false) || undefined}>
                {standingWords(of)}
              </dd>
            </div>
          )
        })}
      </dl>
      <OnceOpened isOpen={isOpen}>
        <ConsentDialog
          leadId={leadId}
          leadName={leadName}
          purposes={shown}
          entries={entries}
          isReadOnly={isReadOnly}
          isOpen={isOpen}
          onClose={() => setOpen(false)}
        />
      </OnceOpened>
    </section>
  )
}
