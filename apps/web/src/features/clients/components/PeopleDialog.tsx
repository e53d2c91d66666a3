import { Button, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import { type Client, choosePeople, clientKeys, peopleChoicesQuery } from '../api.ts'
import classes from './ClientPeople.module.css'

export interface PeopleDialogProps {
  client: Client
  onClose: () => void
}

type People = Client['people']

/** Chooses who looks after a client. Where a colleague was faster it says whom they chose, and asks again. */
export function PeopleDialog({ client: { id, name, people }, onClose }: PeopleDialogProps) {
  const form = useId()
  const cache = useQueryClient()
  // As it was when this was opened: what comes in meanwhile is no base for what was chosen.
  const [base, setBase] = useState(people)
  const [owner, setOwner] = useState(idOf(people.account_owner))
  const [designer, setDesigner] = useState(idOf(people.designer))
  const choices = useQuery(peopleChoicesQuery).data
  const save = useMutation({
    mutationFn: () =>
      choosePeople(id, {
        account_owner_id: owner === null ? null : Number(owner),
        designer_id: designer === null ? null : Number(designer),
        version: base.version,
      }),
    onSettled: () => cache.invalidateQueries({ queryKey: clientKeys.all }),
    onSuccess() {
      showToast({ message: 'Saved' })
      onClose()
    },
    onError(problem) {
      const theirs = problem instanceof ProblemError && (problem.problem.current as People | undefined)
      if (theirs) setBase(theirs)
    },
  })
  const errorOf = (path: string) =>
    save.error instanceof ProblemError ? save.error.messageOf(path) : undefined
  const isLate = save.error instanceof ProblemError && save.error.type === 'edit-conflict'
  const isUntold = save.error && !['account_owner_id', 'designer_id'].some(errorOf)

  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Who looks after ${name}?`}
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
        <Select
          label="Account owner"
          placeholder="Nobody"
          searchable
          clearable
          data={withHolder(choices?.account_owners, base.account_owner)}
          value={owner}
          onChange={setOwner}
          error={errorOf('account_owner_id')}
          data-autofocus
        />
        <Select
          label="Designer"
          placeholder="Nobody"
          searchable
          clearable
          data={withHolder(choices?.designers, base.designer)}
          value={designer}
          onChange={setDesigner}
          error={errorOf('designer_id')}
        />
        {isUntold && (
          <p role="alert">
            {save.error.message}
            {isLate &&
              ` Account owner is ${base.account_owner.person?.name ?? 'nobody'}, designer ${base.designer.person?.name ?? 'nobody'} now. Save again to write yours.`}
          </p>
        )}
      </form>
    </Dialog>
  )
}

const idOf = ({ person }: People['designer']) => (person === null ? null : String(person.id))

/** Who can be chosen, and who has the place, wherever they are. */
function withHolder(
  choices: readonly { id: number; name: string }[] = [],
  { person }: People['designer'],
): { value: string; label: string }[] {
  const all = person === null || choices.some(({ id }) => id === person.id) ? choices : [person, ...choices]
  return all.map(one => ({ value: String(one.id), label: one.name }))
}
