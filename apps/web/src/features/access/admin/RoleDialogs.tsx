import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { deeds, type Role, rolesQuery, useDeed } from './api.ts'
import classes from './Rows.module.css'

export interface RoleDialogProps {
  /** `copy` begins a new role with the permissions of `role`; `add` with none. */
  deed: 'add' | 'copy' | 'change'
  role?: Role
  onClose: () => void
}

/** Names and describes a role, a new one or one that is there. */
export function RoleDialog({ deed, role, onClose }: RoleDialogProps) {
  const form = useId()
  const { data: roles } = useSuspenseQuery(rolesQuery)
  const [name, setName] = useState(deed === 'change' ? (role?.name ?? '') : '')
  const [description, setDescription] = useState(role?.description ?? '')
  const [copyOf, setCopyOf] = useState<string | null>(role ? String(role.id) : null)
  const options = { showsError: true, onDone: onClose }
  const add = useDeed(deeds.addRole, { ...options, says: body => `Role ${body.name} made` })
  const change = useDeed(deeds.changeRole, { ...options, says: () => 'Saved' })
  const running = deed === 'change' ? change : add
  const nameProblem = running.error instanceof ProblemError ? running.error.messageOf('name') : undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    const body = { name: name.trim(), description: description.trim() }
    if (deed === 'change' && role) change.mutate({ id: role.id, ...body })
    else add.mutate({ ...body, ...(copyOf !== null && { copy_of: Number(copyOf) }) })
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={
        deed === 'change'
          ? `Rename or describe ${role?.name}`
          : deed === 'copy'
            ? `Copy ${role?.name}`
            : 'New role'
      }
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled" loading={running.isPending}>
            {deed === 'change' ? 'Save role' : 'Make role'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={50}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          error={
            nameProblem &&
            (nameProblem === 'is a role already' ? 'There is a role of this name.' : nameProblem)
          }
          data-autofocus
        />
        <Textarea
          label="What it is for"
          maxLength={300}
          autosize
          minRows={2}
          value={description}
          onChange={event => setDescription(event.currentTarget.value)}
        />
        {deed === 'add' && (
          <Select
            label="Begins with the permissions of"
            placeholder="No permission"
            clearable
            data={roles.data
              .filter(each => each.may_give && !each.is_locked)
              .map(each => ({ value: String(each.id), label: each.name }))}
            value={copyOf}
            onChange={setCopyOf}
          />
        )}
        {running.error && !nameProblem && (
          <p role="alert" className={classes.problem}>
            {running.error.message}
          </p>
        )}
      </form>
    </Dialog>
  )
}

/** Deletes a role once it is known what its people get. */
export function DeleteRoleDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const { data: roles } = useSuspenseQuery(rolesQuery)
  const [replacement, setReplacement] = useState<string | null>(null)
  const remove = useDeed(deeds.deleteRole, {
    says: () => `Role ${role.name} deleted`,
    onDone: onClose,
    showsError: true,
  })
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Delete the role ${role.name}?`}
      lead="API keys that use it stop working at once."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="danger"
            loading={remove.isPending}
            disabled={role.people > 0 && replacement === null}
            onClick={() =>
              remove.mutate({ id: role.id, replaceWith: replacement === null ? null : Number(replacement) })
            }
          >
            Delete role
          </Button>
        </>
      }
    >
      <div className={classes.form}>
        <Select
          label={
            role.people === 0
              ? 'Open invitations and rules get'
              : role.people === 1
                ? 'The one who holds it gets'
                : `Its ${role.people} people get`
          }
          placeholder="Choose a role"
          clearable={role.people === 0}
          data={roles.data
            .filter(each => each.may_give && !each.is_locked && each.id !== role.id)
            .map(each => ({ value: String(each.id), label: each.name }))}
          value={replacement}
          onChange={setReplacement}
          data-autofocus
        />
        {remove.error && (
          <p role="alert" className={classes.problem}>
            {remove.error.message}
          </p>
        )}
      </div>
    </Dialog>
  )
}
