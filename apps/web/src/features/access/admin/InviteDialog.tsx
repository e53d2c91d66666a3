import { Button, MultiSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { signInOptionsQuery } from '../api.ts'
import { deeds, rolesQuery, teamTreeQuery, useDeed } from './api.ts'
import { roleChoices } from './choices.ts'
import classes from './Rows.module.css'
import { TeamSelect } from './TeamSelect.tsx'

export interface InviteDialogProps {
  isOpen: boolean
  onClose: () => void
}

/** Mails somebody a link; who may give roles says which. */
export function InviteDialog({ isOpen, onClose }: InviteDialogProps) {
  const form = useId()
  const can = useCan()
  const roles = useQuery(rolesQuery)
  const teams = useQuery(teamTreeQuery)
  const { data: options } = useQuery(signInOptionsQuery)
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [roleIds, setRoleIds] = useState<string[]>([])
  const [teamId, setTeamId] = useState<number | null>(null)
  const invite = useDeed(deeds.invite, {
    says: ({ email: to }) => `Invitation sent to ${to}`,
    showsError: true,
    onDone: () => {
      setEmail('')
      setName('')
      onClose()
    },
  })
  const problem = invite.error instanceof ProblemError ? invite.error : undefined
  const ofField = (path: string) => {
    const message = problem?.messageOf(path)
    return message && (path === 'email' && problem?.status === 409 ? `This person ${message}.` : message)
  }
  const other =
    invite.error &&
    !problem?.errors.some(({ path }) => ['email', 'team_id'].includes(path)) &&
    invite.error.message

  function submit(event: FormEvent) {
    event.preventDefault()
    invite.mutate({
      email: email.trim(),
      name: name.trim(),
      role_ids: roleIds.map(Number),
      team_id: teamId,
    })
  }

  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Invite somebody"
      lead={`They get a mail with a link, good for seven days, and ${options?.passwords === false ? `come in through ${options.sso?.name ?? 'the firm’s provider'}` : 'choose their own password'}.`}
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled" loading={invite.isPending}>
            Send invitation
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form}>
        <TextInput
          label="E-mail"
          type="email"
          required
          withAsterisk={false}
          value={email}
          error={ofField('email')}
          onChange={event => setEmail(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label="Name"
          description="They can change it when they come in."
          maxLength={100}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        {can('Administration', 'manage_roles') ? (
          <MultiSelect
            label="Roles"
            description="None: the onboarding rules decide."
            placeholder={roleIds.length === 0 ? 'By the rules' : undefined}
            data={roleChoices(roles.data?.data ?? [])}
            value={roleIds}
            onChange={setRoleIds}
            clearable
          />
        ) : (
          <p className={classes.hint}>
            Roles follow from the onboarding rules. A Super Admin can give others later.
          </p>
        )}
        <TeamSelect
          label="Team"
          placeholder="By the rules"
          clearable
          error={ofField('team_id')}
          teams={teams.data?.data ?? []}
          value={teamId}
          onChange={setTeamId}
        />
        {other && (
          <p role="alert" className={classes.problem}>
            {other}
          </p>
        )}
      </form>
    </Dialog>
  )
}
