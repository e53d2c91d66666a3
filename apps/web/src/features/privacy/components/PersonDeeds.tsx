import { Button } from '@mantine/core'
import { lazy, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import classes from './PersonDeeds.module.css'

const PersonDialog = lazy(() => import('./PersonDialog.tsx').then(it => ({ default: it.PersonDialog })))

export interface PersonDeedsProps {
  leadId: number
  leadName: string
}

/** What a person may ask of the firm: all that is held on them, and to be forgotten. */
export function PersonDeeds({ leadId, leadName }: PersonDeedsProps) {
  const can = useCan()
  const [deed, setDeed] = useState<'export' | 'erase' | null>(null)
  if (!can('CRM', 'export_person')) return null
  return (
    <div className={classes.deeds}>
      <Button variant="subtle" size="xs" onClick={() => setDeed('export')}>
        Export all data
      </Button>
      {can('CRM', 'erase') && (
        <Button variant="subtle" size="xs" color="red" onClick={() => setDeed('erase')}>
          Erase person
        </Button>
      )}
      <OnceOpened isOpen={deed !== null}>
        <PersonDialog leadId={leadId} leadName={leadName} deed={deed} onClose={() => setDeed(null)} />
      </OnceOpened>
    </div>
  )
}
