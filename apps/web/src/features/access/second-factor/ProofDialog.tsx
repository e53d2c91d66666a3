import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { FormProblem } from '../components/FormProblem.tsx'
import type { Proof, SecondFactorState } from './api.ts'
import { wordsFor } from './messages.ts'
import { isOfField, ProofFields, readProof, waysOf } from './ProofFields.tsx'
import classes from './SecondFactor.module.css'

export interface ProofDialogProps<T> {
  title: string
  lead: string
  /** What the button says. */
  deed: string
  isDangerous?: boolean
  state: SecondFactorState
  /** Fields of its own, above. */
  children?: ReactNode
  work: (proof: Proof, fields: FormData) => Promise<T>
  onDone: (answer: T) => void
  onClose: () => void
}

/** Asks who is there before the way of signing in is changed. */
export function ProofDialog<T>(props: ProofDialogProps<T>) {
  const form = useId()
  const ways = waysOf(props.state)
  const [way, setWay] = useState(ways[0] ?? 'none')
  const hasPassword = props.state.has_password
  const change = useMutation({
    mutationFn: async (fields: FormData) => props.work(await readProof(way, hasPassword, fields), fields),
    onSuccess: props.onDone,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    change.mutate(new FormData(event.currentTarget))
  }
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={props.title}
      lead={props.lead}
      actions={
        <>
          <Button variant="subtle" onClick={props.onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={form}
            variant={props.isDangerous ? 'danger' : 'filled'}
            loading={change.isPending}
          >
            {props.deed}
          </Button>
        </>
      }
    >
      <form id={form} className={classes.form} onSubmit={submit}>
        {props.children}
        <ProofFields
          way={way}
          ways={ways}
          onWay={next => {
            change.reset()
            setWay(next)
          }}
          hasPassword={hasPassword}
          error={change.error}
        />
        <FormProblem message={isOfField(change.error) ? undefined : wordsFor(change.error)} />
      </form>
    </Dialog>
  )
}
