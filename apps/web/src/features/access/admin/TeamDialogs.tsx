import { Button, Select, TextInput } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { deeds, type Team, teamTreeQuery, useDeed } from './api.ts'
import { withBelow } from './choices.ts'
import { peopleWords } from './RoleList.tsx'
import classes from './Rows.module.css'
import { TeamSelect } from './TeamSelect.tsx'
import { useEveryone } from './use-everyone.ts'

export interface TeamDialogProps {
  /** The team to change; without it a new one is made, below `parent` where there is one. */
  team?: Team
  parent?: Team
  onClose: () => void
}

/** Name and head of a team, a new one or one that is there. */
export function TeamDialog({ team, parent, onClose }: TeamDialogProps) {
  const form = useId()
  const people = useEveryone({ status: 'active' })
  const [name, setName] = useState(team?.name ?? '')
  const [head, setHead] = useState<string | null>(team?.head ? String(team.head.id) : null)
  const options = { showsError: true, onDone: onClose }
  const add = useDeed(deeds.addTeam, { ...options, says: body => `Team ${body.name} made` })
  const change = useDeed(deeds.changeTeam, { ...options, says: () => 'Saved' })
  const running = team ? change : add
  const problem = running.error instanceof ProblemError ? running.error : undefined
  const nameProblem = problem?.messageOf('name')

  function submit(event: FormEvent) {
    event.preventDefault()
    const body = { name: name.trim(), head_id: head === null ? null : Number(head) }
    if (team) change.mutate({ id: team.id, ...body })
    else add.mutate({ ...body, parent_id: parent?.id ?? null })
  }

  const choices = people.map(({ id, name: label }) => ({
    value: String(id),
    label,
  }))
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={team ? `Change ${team.name}` : parent ? `New team below ${parent.name}` : 'New team'}
      lead="The head sees the team's leads, and those of the teams below it."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled" loading={running.isPending}>
            {team ? 'Save team' : 'Make team'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          error={nameProblem && (problem?.status === 409 ? 'There is a team of this name.' : nameProblem)}
          data-autofocus
        />
        <Select
          label="Head"
          placeholder="Nobody"
          clearable
          searchable
          data={choices}
          value={head}
          onChange={setHead}
        />
        {running.error && !nameProblem && (
          <p role="alert" className={classes.problem}>
            {running.error.message}
          </p>
        )}
      </form>
    </Dialog>
  )
}

/** Puts a team below another, or at the top. */
export function MoveTeamDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const { data } = useSuspenseQuery(teamTreeQuery)
  const [parent, setParent] = useState(team.parent_id)
  const move = useDeed(deeds.changeTeam, { says: () => 'Team moved', onDone: onClose, showsError: true })
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Move ${team.name}`}
      lead="The teams below it move with it."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="filled"
            loading={move.isPending}
            onClick={() => move.mutate({ id: team.id, parent_id: parent })}
          >
            Move team
          </Button>
        </>
      }
    >
      <div className={classes.form}>
        <TeamSelect
          label="Below"
          placeholder="No other team"
          clearable
          teams={data.data}
          without={withBelow(data.data, team.id)}
          value={parent}
          onChange={setParent}
          data-autofocus
        />
        {move.error && (
          <p role="alert" className={classes.problem}>
            {move.error.message}
          </p>
        )}
      </div>
    </Dialog>
  )
}

/** Deletes a team once it is known where its people go. */
export function DeleteTeamDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const { data } = useSuspenseQuery(teamTreeQuery)
  const [target, setTarget] = useState(team.parent_id)
  const remove = useDeed(deeds.deleteTeam, {
    says: () => `Team ${team.name} deleted`,
    onDone: onClose,
    showsError: true,
  })
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Delete the team ${team.name}?`}
      lead={`${peopleWords(team.people)} and the team's leads go to another team; the teams below it move up.`}
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="danger"
            loading={remove.isPending}
            disabled={target === null}
            onClick={() => target !== null && remove.mutate({ id: team.id, moveTo: target })}
          >
            Delete team
          </Button>
        </>
      }
    >
      <div className={classes.form}>
        <TeamSelect
          label="People and leads go to"
          placeholder="Choose a team"
          allowDeselect={false}
          teams={data.data}
          without={new Set([team.id])}
          value={target}
          onChange={setTarget}
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
