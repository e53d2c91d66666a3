import { Button, MultiSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api } from '../../../lib/api.ts'
import { useCan } from '../../../lib/can.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import classes from './LeadHandover.module.css'

export interface LeadHandoverProps {
  person: { id: number; name: string }
}

/** How often a running handover is asked about. Milliseconds. */
const ASK_MS = 700

/** The open leads of a person, and giving them to others. */
export function LeadHandover({ person }: LeadHandoverProps) {
  const can = useCan()
  const [isOpen, setOpen] = useState(false)
  const [running, setRunning] = useState<number | null>(null)
  const queryClient = useQueryClient()
  const count = useQuery({
    queryKey: ['lead-counts', 'of', person.id],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/crm/leads/counts', { params: { query: { assigned_to: [String(person.id)] } }, signal }),
      ),
    enabled: can('CRM', 'view'),
  })
  const progress = useQuery({
    queryKey: ['handover', running],
    queryFn: async ({ signal }) => {
      const state = await answer(
        api.GET('/crm/handovers/{id}', { params: { path: { id: running ?? 0 } }, signal }),
      )
      if (state.status === 'done' || state.status === 'failed') {
        setRunning(null)
        void queryClient.invalidateQueries({ queryKey: ['lead-counts'] })
        showToast(
          state.status === 'done'
            ? { message: wordsOf(state) }
            : { message: 'The handover stopped half-way. Try it again.', tone: 'problem' },
        )
      }
      return state
    },
    enabled: running !== null,
    refetchInterval: ASK_MS,
  })
  if (!can('CRM', 'view') || !can('CRM', 'assign')) return null
  const total = count.data?.total.count
  return (
    <section className={classes.section} aria-labelledby="leads">
      <div className={classes.head}>
        <h2 id="leads" className={classes.title}>
          Leads
        </h2>
        <Button size="sm" disabled={running !== null || total === 0} onClick={() => setOpen(true)}>
          Hand over leads
        </Button>
      </div>
      <p className={classes.words} role="status">
        {running !== null && progress.data
          ? `${progress.data.moved} of ${progress.data.total} handed over…`
          : total === undefined
            ? 'Counting…'
            : total === 0
              ? 'No leads at the moment.'
              : `Looks after ${total} ${total === 1 ? 'lead' : 'leads'}.`}
      </p>
      {isOpen && (
        <HandoverDialog
          person={person}
          onClose={() => setOpen(false)}
          onBegun={id => {
            setOpen(false)
            setRunning(id)
          }}
        />
      )}
    </section>
  )
}

function wordsOf({ moved, kept }: { moved: number; kept: number }): string {
  const given = `${moved} ${moved === 1 ? 'lead' : 'leads'} handed over`
  return kept === 0 ? given : `${given}, ${kept} you may not give away stayed`
}

interface HandoverDialogProps extends LeadHandoverProps {
  onClose: () => void
  onBegun: (id: number) => void
}

function HandoverDialog({ person, onClose, onBegun }: HandoverDialogProps) {
  const [to, setTo] = useState<string[]>([])
  const people = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => answer(api.GET('/crm/people', { signal })),
  })
  const begin = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/crm/users/{id}/handover', {
          params: { path: { id: person.id } },
          body: { to: to.map(Number) },
        }),
      ),
    onSuccess: handover => onBegun(handover.id),
  })
  const choices = (people.data?.data ?? []).filter(({ id }) => id !== person.id)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Hand over the leads of ${person.name}`}
      lead="Of several people each gets one in turn. The history stays with the lead."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="filled"
            loading={begin.isPending}
            disabled={to.length === 0}
            onClick={() => begin.mutate()}
          >
            Hand over leads
          </Button>
        </>
      }
    >
      <MultiSelect
        label="To"
        placeholder={to.length === 0 ? 'Choose people' : undefined}
        searchable
        data={choices.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={to}
        onChange={setTo}
        error={begin.error?.message}
        data-autofocus
      />
    </Dialog>
  )
}
