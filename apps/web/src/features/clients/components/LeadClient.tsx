import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCan } from '../../../lib/can.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { clientKeys, conversionQuery, undoConversion } from '../api.ts'
import classes from './LeadClient.module.css'

export interface LeadClientProps {
  leadId: number
  leadName: string
  /** The lead is no client any more. */
  onUndone: () => void
}

/** The client that a lead became, and for a week the way back. */
export function LeadClient({ leadId, leadName, onUndone }: LeadClientProps) {
  const client = useQueryClient()
  const can = useCan()
  const conversion = useQuery(conversionQuery(leadId)).data?.conversion
  const undo = useMutation({
    mutationFn: () => undoConversion(leadId),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: clientKeys.all })
      showToast({ message: `${leadName} is a lead again` })
      onUndone()
    },
    onError(error) {
      const said = error instanceof ProblemError ? error.errors[0]?.message : undefined
      showToast({ message: `Not taken back: ${said ?? error.message}`, tone: 'problem' })
    },
  })
  if (!conversion) return null
  const { client_id, converted_at, converted_by, undo_until } = conversion
  const mayUndo = can('CRM', 'unconvert') && undo_until !== null && new Date(undo_until) > new Date()
  return (
    <section aria-label="Client">
      <h2 className={classes.title}>Client</h2>
      <p className={classes.words}>
        Converted <When at={converted_at} isInSentence />
        {converted_by && ` by ${converted_by.name}`}
      </p>
      <div className={classes.deeds}>
        <Button component={Link} to={`/clients/${client_id}`} size="sm">
          Open client
        </Button>
        {mayUndo && (
          <Button variant="subtle" size="sm" loading={undo.isPending} onClick={() => undo.mutate()}>
            Take it back
          </Button>
        )}
      </div>
    </section>
  )
}
