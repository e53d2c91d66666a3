import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { LOGGED_TYPES, type Outcome, TYPE_WORDS } from '../activity.ts'
import { outcomesQuery, saveOutcomes } from '../api.ts'
import classes from './OutcomeSettings.module.css'

type Draft = Pick<Outcome, 'type' | 'label' | 'is_contact' | 'next_minutes'> & { key: string }

const NEXT = [
  { value: '', label: 'No next step' },
  { value: '60', label: 'In 1 h' },
  { value: '180', label: 'In 3 h' },
  { value: '1440', label: 'Tomorrow' },
  { value: '2880', label: 'In 2 days' },
  { value: '10080', label: 'In a week' },
]

/** How calls, visits and messages may end, kind by kind. */
export function OutcomeSettings() {
  const { data, error, refetch } = useQuery(outcomesQuery)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="outcomes" />
  return <OutcomeForm key={JSON.stringify(data)} outcomes={data} />
}

function OutcomeForm({ outcomes }: { outcomes: readonly Outcome[] }) {
  const client = useQueryClient()
  const [drafts, setDrafts] = useState<Draft[]>(() =>
    outcomes.map(({ id, type, label, is_contact, next_minutes }) => ({
      key: String(id),
      type,
      label,
      is_contact,
      next_minutes,
    })),
  )
  const save = useMutation({
    mutationFn: () => saveOutcomes(drafts.map(({ key: _, ...draft }) => draft)),
    onSuccess: saved => {
      showAnswer(client, outcomesQuery.queryKey, saved)
      showToast({ message: 'Outcomes saved' })
    },
  })
  const change = (key: string, fields: Partial<Draft>) =>
    setDrafts(before => before.map(one => (one.key === key ? { ...one, ...fields } : one)))
  const errorOf = (index: number) =>
    save.error instanceof ProblemError ? save.error.messageOf(`data.${index}.label`) : undefined

  function moveUp(index: number) {
    setDrafts(before => {
      const next = [...before]
      const type = next[index]?.type
      const above = next.findLastIndex((one, i) => i < index && one.type === type)
      const [one, other] = [next[index], next[above]]
      if (one && other) {
        next[above] = one
        next[index] = other
      }
      return next
    })
  }

  return (
    <form
      className={classes.form}
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {LOGGED_TYPES.filter(type => type !== 'note').map(type => (
        <section key={type} className={classes.part} aria-label={TYPE_WORDS[type]}>
          <h2>{TYPE_WORDS[type]}</h2>
          {drafts.map((draft, index) =>
            draft.type !== type ? null : (
              <div key={draft.key} className={classes.row}>
                <TextInput
                  aria-label={`${TYPE_WORDS[type]}: words`}
                  value={draft.label}
                  required
                  maxLength={60}
                  error={errorOf(index)}
                  onChange={event => change(draft.key, { label: event.currentTarget.value })}
                />
                <NativeSelect
                  aria-label={`After “${draft.label}”`}
                  value={draft.next_minutes === null ? '' : String(draft.next_minutes)}
                  data={
                    NEXT.some(({ value }) => value === String(draft.next_minutes ?? ''))
                      ? NEXT
                      : [
                          ...NEXT,
                          { value: String(draft.next_minutes), label: `In ${draft.next_minutes} min` },
                        ]
                  }
                  onChange={event =>
                    change(draft.key, {
                      next_minutes:
                        event.currentTarget.value === '' ? null : Number(event.currentTarget.value),
                    })
                  }
                />
                <Checkbox
                  label="Reached"
                  checked={draft.is_contact}
                  onChange={event => change(draft.key, { is_contact: event.currentTarget.checked })}
                />
                <ActionIcon
                  variant="subtle"
                  aria-label={`Move “${draft.label}” up`}
                  onClick={() => moveUp(index)}
                >
                  <IconArrowUp size={16} stroke={1.75} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  aria-label={`Remove “${draft.label}”`}
                  onClick={() => setDrafts(before => before.filter(one => one.key !== draft.key))}
                >
                  <IconTrash size={16} stroke={1.75} aria-hidden />
                </ActionIcon>
              </div>
            ),
          )}
          <div>
            <Button
              size="sm"
              onClick={() =>
                setDrafts(before => [
                  ...before,
                  { key: crypto.randomUUID(), type, label: '', is_contact: true, next_minutes: null },
                ])
              }
            >
              Add an outcome
            </Button>
          </div>
        </section>
      ))}
      {save.error && !(save.error instanceof ProblemError && save.error.errors.length > 0) && (
        <p role="alert">{save.error.message}</p>
      )}
      <div>
        <Button type="submit" variant="filled" loading={save.isPending}>
          Save outcomes
        </Button>
      </div>
    </form>
  )
}
