import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { showToast } from '../../../ui/toast.ts'
import { leadKeys } from '../api.ts'
import type { Lead } from '../lead.ts'
import { putCached } from '../lead-cache.ts'
import { lossesQuery, reopenLead } from '../losses-api.ts'
import classes from './LeadLoss.module.css'

/** Who lost a lead, to whom and what was said; and the way back. */
export function LeadLoss({ lead, mayReopen }: { lead: Lead; mayReopen: boolean }) {
  const client = useQueryClient()
  const losses = useQuery(lossesQuery(lead.id, lead.version)).data
  const [loss, ...earlier] = losses?.data ?? []
  const back = losses?.reopens_to?.name
  const reopen = useMutation({
    mutationFn: () => reopenLead(lead.id, lead.version),
    onSuccess: reopened => {
      putCached(client, reopened)
      showToast({ message: `${lead.name} is open again: ${reopened.stage}` })
    },
    onError: error => showToast({ message: `Not reopened: ${error.message}`, tone: 'problem' }),
    onSettled() {
      void client.invalidateQueries({ queryKey: leadKeys.one(lead.id) })
      void client.invalidateQueries({ queryKey: leadKeys.history(lead.id) })
      void client.invalidateQueries({ queryKey: ['activities', 'timeline', lead.id] })
    },
  })
  const said = [
    loss?.lost_by && `by ${loss.lost_by.name}`,
    lead.competitor !== null && `went to ${lead.competitor}`,
    earlier.length > 0 && `lost ${earlier.length + 1} times`,
  ].filter(Boolean)

  return (
    <div className={classes.loss}>
      {said.length > 0 && <p>{said.join(' · ')}</p>}
      {lead.lost_note !== null && <p className={classes.note}>“{lead.lost_note}”</p>}
      {mayReopen && (
        <Button size="sm" loading={reopen.isPending} onClick={() => reopen.mutate()}>
          {back === undefined ? 'Reopen' : `Reopen to ${back}`}
        </Button>
      )}
    </div>
  )
}
