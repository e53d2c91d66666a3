import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Dialog } from '../../../ui/Dialog.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { deeds, type PermissionChange, type PermissionEffect, type Role, useDeed } from './api.ts'
import classes from './PermissionMatrix.module.css'
import { actionWords, changeWords, moduleWords, scopeWords } from './permission-words.ts'
import { peopleWords } from './RoleList.tsx'
import rows from './Rows.module.css'

export interface PermissionReviewProps {
  changes: PermissionChange[]
  roles: readonly Role[]
  onClose: () => void
  onSaved: (effect: PermissionEffect) => void
}

/** Before saving: exactly whom it concerns and how. */
export function PermissionReview({ changes, roles, onClose, onSaved }: PermissionReviewProps) {
  const effect = useQuery({
    queryKey: ['administration', 'preview', changes],
    queryFn: () => deeds.previewPermissions(changes),
    staleTime: 0,
  })
  const save = useDeed(deeds.changePermissions, {
    says: (_, { people }) =>
      `Saved. ${peopleWords(people.length)} ${people.length === 1 ? 'has' : 'have'} the new rights now`,
    onDone: onSaved,
    showsError: true,
  })
  const problem = save.error ?? effect.error
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={changes.length === 1 ? 'Save 1 change?' : `Save ${changes.length} changes?`}
      lead={changeWords(changes, roles)}
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Back
          </Button>
          <Button
            variant="filled"
            loading={save.isPending}
            disabled={!effect.data}
            onClick={() => save.mutate(changes)}
            data-autofocus
          >
            Save permissions
          </Button>
        </>
      }
    >
      <div className={rows.form}>
        {effect.isPending && <SkeletonRows of="whom it concerns" rows={3} />}
        {effect.data && <Effect effect={effect.data} />}
        {problem && (
          <p role="alert" className={rows.problem}>
            {problem.message}
          </p>
        )}
      </div>
    </Dialog>
  )
}

type PersonChange = PermissionEffect['people'][number]['changes'][number]

function Effect({ effect }: { effect: PermissionEffect }) {
  const groups = new Map<string, { names: string[]; changes: PersonChange[] }>()
  for (const { name, changes } of effect.people) {
    const key = JSON.stringify(changes)
    const group = groups.get(key) ?? { names: [], changes }
    group.names.push(name)
    groups.set(key, group)
  }
  const also = [
    effect.unaffected > 0 &&
      `For ${peopleWords(effect.unaffected)} nothing changes: another role gives the same.`,
    effect.api_keys > 0 &&
      `${effect.api_keys} API ${effect.api_keys === 1 ? 'key follows' : 'keys follow'} too.`,
  ].filter(Boolean)
  return (
    <>
      <p className={rows.hint}>
        {effect.people.length === 0
          ? 'It concerns nobody at the moment.'
          : `It concerns ${peopleWords(effect.people.length)}, from the moment it is saved.`}
      </p>
      {groups.size > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by key
        <ul className={classes.effects} tabIndex={0} aria-label="Whom it concerns">
          {[...groups.values()].map(({ names, changes }) => (
            <li key={names[0]} className={classes.effect}>
              <p>{changes.map(differenceWords).join(' ')}</p>
              <p>{names.join(', ')}</p>
            </li>
          ))}
        </ul>
      )}
      {also.length > 0 && <p className={rows.hint}>{also.join(' ')}</p>}
    </>
  )
}

function differenceWords({ module, action, from, to }: PersonChange): string {
  const deed = actionWords(action)
  const what = `${moduleWords(module).title}, ${deed.slice(0, 1).toLowerCase()}${deed.slice(1)}`
  if (to === null) return `Can no longer: ${what}.`
  if (from === null) return `Can from now on: ${what} (${scopeWords(to, module).toLowerCase()}).`
  return `${what.slice(0, 1).toUpperCase()}${what.slice(1)}: ${scopeWords(from, module).toLowerCase()} to ${scopeWords(to, module).toLowerCase()}.`
}
