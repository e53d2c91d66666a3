import { Button, NumberInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { formatMoneyInFull } from '../../../lib/format-money.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { DayField } from '../../../ui/DayField.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import { type BookingPayment, clientKeys, correctPayment } from '../api.ts'
import classes from './LeadClient.module.css'

export interface PaymentDialogProps {
  leadId: number
  payment: BookingPayment
  onClose: () => void
}

/** Puts a booking payment right. Where a colleague was faster it says what they wrote, and asks again. */
export function PaymentDialog({ leadId, payment, onClose }: PaymentDialogProps) {
  const form = useId()
  const client = useQueryClient()
  // As it was when this was opened: what comes in meanwhile is no base for what was typed.
  const [base, setBase] = useState(payment)
  const [amount, setAmount] = useState<string | number>(payment.amount)
  const [paidOn, setPaidOn] = useState(payment.paid_on)
  const [isTried, setTried] = useState(false)
  const save = useMutation({
    mutationFn: () =>
      correctPayment(leadId, { amount: Number(amount), paid_on: paidOn, version: base.version }),
    onSettled: () => client.invalidateQueries({ queryKey: clientKeys.ofLead(leadId) }),
    onSuccess() {
      showToast({ message: 'Booking payment corrected' })
      onClose()
    },
    onError(problem) {
      const theirs =
        problem instanceof ProblemError && (problem.problem.current as BookingPayment | undefined)
      if (theirs) setBase(theirs)
    },
  })
  const errorOf = (path: string) =>
    save.error instanceof ProblemError ? save.error.messageOf(path) : undefined
  const isLate = save.error instanceof ProblemError && save.error.type === 'edit-conflict'
  const isUntold = save.error && !['amount', 'paid_on'].some(errorOf)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (Number(amount) > 0 && paidOn !== '') save.mutate()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Correct the booking payment"
      lead="What it was before stays in the history."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled" loading={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        <NumberInput
          label="Booking payment"
          value={amount}
          onChange={setAmount}
          min={0}
          decimalScale={2}
          hideControls
          thousandSeparator=","
          thousandsGroupStyle="lakh"
          error={isTried && !(Number(amount) > 0) ? 'Write what was paid.' : errorOf('amount')}
          data-autofocus
        />
        <DayField
          label="Paid on"
          value={paidOn}
          onChange={event => setPaidOn(event.currentTarget.value)}
          error={isTried && paidOn === '' ? 'Say on which day.' : errorOf('paid_on')}
        />
        {isUntold && (
          <p role="alert">
            {save.error.message}
            {isLate &&
              ` It is ${formatMoneyInFull(base.amount, base.currency)} on ${formatDay(base.paid_on)} now. Save again to write yours.`}
          </p>
        )}
      </form>
    </Dialog>
  )
}
