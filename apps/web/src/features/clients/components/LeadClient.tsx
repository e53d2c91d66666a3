import { ActionIcon, Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatMoneyInFull } from '../../../lib/format-money.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { useLive } from '../../../lib/live.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { clientKeys, conversionQuery, undoConversion } from '../api.ts'
import classes from './LeadClient.module.css'

const PaymentDialog = lazy(() =>
  import('./PaymentDialog.tsx').then(part => ({ default: part.PaymentDialog })),
)

/** What changes what is told here: a receipt that is taken away is no evidence any more. */
const TOLD_ANEW: ReadonlySet<string> = new Set([
  'lead.converted',
  'lead.conversion_undone',
  'lead.payment_corrected',
])

export interface LeadClientProps {
  leadId: number
  leadName: string
  /** The lead is no client any more. */
  onUndone: () => void
}

/** The client that a lead became, what was paid to book, and for a week the way back. */
export function LeadClient({ leadId, leadName, onUndone }: LeadClientProps) {
  const client = useQueryClient()
  const can = useCan()
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
  const [isCorrecting, setCorrecting] = useState(false)
  useLive('lead', ({ event, lead }) => {
    if (lead.id === leadId && (TOLD_ANEW.has(event) || event.startsWith('lead.file_')))
      void client.invalidateQueries({ queryKey: clientKeys.ofLead(leadId) })
  })
  const { conversion, booking_payment: payment } = useQuery(conversionQuery(leadId)).data ?? {}
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
      {payment && (
        <div className={classes.payment}>
          <p>
            Booking payment <b>{formatMoneyInFull(payment.amount, payment.currency)}</b> on{' '}
            {formatDay(payment.paid_on)}
          </p>
          {can('CRM', 'convert') && (
            <ActionIcon
              variant="subtle"
              aria-label="Correct the booking payment"
              title="Correct"
              onClick={() => setCorrecting(true)}
            >
              <IconPencil size={16} stroke={1.75} aria-hidden />
            </ActionIcon>
          )}
        </div>
      )}
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
      {isCorrecting && payment && (
        <Suspense>
          <PaymentDialog leadId={leadId} payment={payment} onClose={() => setCorrecting(false)} />
        </Suspense>
      )}
    </section>
  )
}
