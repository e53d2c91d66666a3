import { Button, Radio, Select, TextInput } from '@mantine/core'
import { scopeOf } from '@optimwalls/permissions'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useMe } from '../../../lib/me.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import type { SavedView } from '../setup.ts'
import { changeView, createView, roleDefaultsQuery, setRoleDefault, teamsQuery } from '../setup-api.ts'
import classes from './BulkDialog.module.css'

export interface ViewDialogProps {
  /** Null for a new one. */
  view: SavedView | null
  definition: SavedView['definition']
  /** The list is searched: that is not kept. */
  hasSearchText: boolean
  onClose: () => void
  onSaved: (view: SavedView) => void
}

/** A view's name, and who sees it. */
export function ViewDialog({ view, definition, hasSearchText, onClose, onSaved }: ViewDialogProps) {
  const form = useId()
  const isBoard = definition.layout === 'board'
  const kept = isBoard ? 'Pipeline and filters' : 'Filters, order, columns and layout'
  const me = useMe()
  const scope = scopeOf(me, 'CRM', 'view')
  const maySetUp = scopeOf(me, 'CRM', 'configure_fields') !== null
  const mayShare = scope === 'team' || scope === 'all'
  const [name, setName] = useState(view?.name ?? '')
  const [sharing, setSharing] = useState(view?.sharing ?? 'own')
  const [team, setTeam] = useState(view?.team_id ? String(view.team_id) : null)
  const teams = useQuery({ ...teamsQuery, enabled: mayShare }).data ?? []
  const roles =
    useQuery({ ...roleDefaultsQuery, enabled: maySetUp && !isBoard && view !== null && sharing === 'all' })
      .data ?? []
  const before = roles.filter(role => role.view_id === view?.id).map(role => String(role.role_id))
  const [openFor, setOpenFor] = useState<string | null>(null)
  const teamId = team ?? (teams.length === 1 && teams[0] ? String(teams[0].id) : null)

  const saving = useMutation({
    mutationFn: async () => {
      const shared = {
        name: name.trim(),
        sharing,
        team_id: sharing === 'team' && teamId ? Number(teamId) : null,
      }
      const saved = view
        ? await changeView(view.id, shared)
        : await createView({ ...shared, definition: definition as never })
      if (openFor !== null) await setRoleDefault({ role_id: Number(openFor), view_id: saved.id })
      return saved
    },
    onSuccess: onSaved,
  })
  const { error } = saving
  const named = error instanceof ProblemError ? error.errors[0]?.message : undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() !== '') saving.mutate()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={view ? `Rename or share ${view.name}` : 'Save this view'}
      lead={
        hasSearchText && !view ? `${kept} are saved; the text of the search is not.` : `${kept} go with it.`
      }
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={form}
            variant="filled"
            loading={saving.isPending}
            disabled={!name.trim()}
          >
            Save view
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form}>
        <TextInput
          label="Name"
          maxLength={60}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          data-autofocus
        />
        {mayShare && (
          <Radio.Group
            label="Who sees it"
            description="Everyone sees only the leads they may see anyway."
            value={sharing}
            onChange={next => setSharing(next as SavedView['sharing'])}
          >
            <div className={classes.form} style={{ gap: 8, marginTop: 8 }}>
              <Radio value="own" label="Only me" />
              <Radio value="team" label="A team" disabled={teams.length === 0} />
              {maySetUp && <Radio value="all" label="Everyone" />}
            </div>
          </Radio.Group>
        )}
        {sharing === 'team' && (
          <Select
            label="Team"
            data={teams.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={teamId}
            allowDeselect={false}
            onChange={setTeam}
          />
        )}
        {roles.length > 0 && (
          <Select
            label="Opens the list for"
            description="Those who have not chosen a view of their own."
            placeholder={
              before.length > 0
                ? roles
                    .filter(role => before.includes(String(role.role_id)))
                    .map(role => role.role)
                    .join(', ')
                : 'No role'
            }
            data={roles.map(({ role_id, role }) => ({ value: String(role_id), label: role }))}
            value={openFor}
            clearable
            onChange={setOpenFor}
          />
        )}
        {error && (
          <p role="alert" className={classes.error}>
            {named ?? error.message}
          </p>
        )}
      </form>
    </Dialog>
  )
}
