import { Button, NumberInput, Select } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { DayField } from '../../../ui/DayField.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import { addQuote, changeQuote, type Quote } from '../quotes-api.ts'
import classes from './LeadQuotes.module.css'

/** A file of the lead, as far as it is chosen here. */
export interface QuoteFile {
  id: number
  name: string
  kind: string
}

export interface QuoteDialogProps {
  leadId: number
  leadName: string
  /** The one to be changed; null for the next version. */
  quote: Quote | null
  files: readonly QuoteFile[]
  onSaved: () => void
  onClose: () => void
}

/** Adds the next version of a quote, or changes one: of what is no draft any more only its file. */
export function QuoteDialog({ leadId, leadName, quote, files, onSaved, onClose }: QuoteDialogProps) {
  const form = useId()
  const [key] = useState(() => crypto.randomUUID())
  const [amount, setAmount] = useState<string | number>(quote?.amount ?? '')
  const [quotedOn, setQuotedOn] = useState(quote?.quoted_on ?? today())
  const [status, setStatus] = useState<'draft' | 'sent'>('sent')
  const [isTried, setTried] = useState(false)
  const [fileId, setFileId] = useState(quote?.file?.id ?? null)
  const isDraft = quote === null || quote.status === 'draft'
  const save = useMutation({
    mutationFn: () => {
      const said = { amount: Number(amount), quoted_on: quotedOn, file_id: fileId }
      if (!quote) return addQuote(leadId, { ...said, status }, key)
      // What was not touched here may be otherwise by now.
      const was = { amount: quote.amount, quoted_on: quote.quoted_on, file_id: quote.file?.id ?? null }
      const patch = {
        ...(said.amount !== was.amount && { amount: said.amount }),
        ...(said.quoted_on !== was.quoted_on && { quoted_on: said.quoted_on }),
        ...(said.file_id !== was.file_id && { file_id: said.file_id }),
      }
      return Object.keys(patch).length === 0 ? Promise.resolve(quote) : changeQuote(quote.id, patch)
    },
    onSuccess() {
      onSaved()
      onClose()
    },
  })
  const errorOf = (path: string) =>
    save.error instanceof ProblemError ? save.error.messageOf(path) : undefined
  const isUntold = save.error && !['amount', 'quoted_on', 'file_id'].some(errorOf)
  // Those that are said to be quotes first.
  const data = files
    .toSorted((a, b) => Number(b.kind === 'quote') - Number(a.kind === 'quote'))
    .map(file => ({ value: String(file.id), label: file.name }))

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!isDraft || Number(amount) > 0) save.mutate()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={quote ? `Version ${quote.version} of the quote` : `Quote for ${leadName}`}
      lead={quote ? undefined : 'The next version; it is the one that counts from now on.'}
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled" loading={save.isPending}>
            {quote ? 'Save' : 'Add quote'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        {isDraft && (
          <>
            <NumberInput
              label="Amount"
              value={amount}
              onChange={setAmount}
              min={0}
              decimalScale={2}
              hideControls
              thousandSeparator=","
              thousandsGroupStyle="lakh"
              error={isTried && !(Number(amount) > 0) ? 'Write what it comes to.' : errorOf('amount')}
              data-autofocus
            />
            <DayField
              label="Date"
              value={quotedOn}
              onChange={event => setQuotedOn(event.currentTarget.value)}
              error={errorOf('quoted_on')}
            />
          </>
        )}
        {!quote && (
          <ViewSwitch
            label="Status"
            value={status}
            onChange={setStatus}
            options={[
              { value: 'sent', label: 'Sent' },
              { value: 'draft', label: 'Draft' },
            ]}
          />
        )}
        <Select
          label="File"
          description={files.length === 0 ? 'Add the file under Files first.' : undefined}
          placeholder="None"
          data={data}
          value={fileId === null ? null : String(fileId)}
          onChange={chosen => setFileId(chosen === null ? null : Number(chosen))}
          disabled={files.length === 0}
          clearable
          error={errorOf('file_id')}
        />
        {isUntold && <p role="alert">{toldBy(save.error)}</p>}
      </form>
    </Dialog>
  )
}

const toldBy = (error: Error): string =>
  (error instanceof ProblemError ? error.errors[0]?.message : undefined) ?? error.message

/** The day here, as a date field holds it. */
function today(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}
