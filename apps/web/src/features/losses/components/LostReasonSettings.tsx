import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SettingsFoot } from '../../../ui/SettingsFoot.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { type LostReason, lostReasonsQuery, saveLostReasons } from '../api.ts'
import classes from './LostReasonSettings.module.css'

/** `id` is missing of one that is not saved yet. */
type Draft = Omit<LostReason, 'id'> & { key: string; id?: number }

/** Why leads are lost: the reasons that are offered, in order, and those that are retired. */
export function LostReasonSettings() {
  const { data, error, refetch } = useQuery(lostReasonsQuery)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="reasons" />
  return <ReasonForm key={data.version} reasons={data.data} version={data.version} />
}

function ReasonForm({ reasons, version }: { reasons: readonly LostReason[]; version: number }) {
  const client = useQueryClient()
  const stored = reasons.map((reason): Draft => ({ ...reason, key: String(reason.id) }))
  const [drafts, setDrafts] = useState(stored)
  const save = useMutation({
    mutationFn: () => saveLostReasons({ data: drafts.map(({ key: _, ...draft }) => draft), version }),
    onSuccess: saved => {
      showAnswer(client, lostReasonsQuery.queryKey, saved)
      showToast({ message: 'Reasons saved' })
    },
  })
  const change = (key: string, fields: Partial<Draft>) =>
    setDrafts(before => before.map(one => (one.key === key ? { ...one, ...fields } : one)))
  const isChanged = JSON.stringify(drafts) !== JSON.stringify(stored)
  const errorOf = (index: number) =>
    save.error instanceof ProblemError ? save.error.messageOf(`data.${index}.label`) : undefined
  const retired = drafts.filter(one => one.is_retired)

  function moveUp(key: string) {
    setDrafts(before => {
      const at = before.findIndex(one => one.key === key)
      const above = before.findLastIndex((one, i) => i < at && !one.is_retired)
      const next = [...before]
      const [one, other] = [next[at], next[above]]
      if (one && other) {
        next[above] = one
        next[at] = other
      }
      return next
    })
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      <section aria-label="Offered" className={classes.part}>
        <p>
          Who marks a lead as lost chooses one of these, or writes own words. New words for a reason are those
          of all its leads.
        </p>
        {drafts.map((draft, index) =>
          draft.is_retired ? null : (
            <div key={draft.key} className={classes.row}>
              <TextInput
                aria-label="Reason"
                value={draft.label}
                required
                maxLength={200}
                error={errorOf(index)}
                onChange={event => change(draft.key, { label: event.currentTarget.value })}
              />
              <ActionIcon
                variant="subtle"
                aria-label={`Move “${draft.label}” up`}
                onClick={() => moveUp(draft.key)}
              >
                <IconArrowUp size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
              {draft.id === undefined ? (
                <Button
                  variant="subtle"
                  size="sm"
                  aria-label={`Remove “${draft.label}”`}
                  onClick={() => setDrafts(before => before.filter(one => one.key !== draft.key))}
                >
                  Remove
                </Button>
              ) : (
                <Button
                  variant="subtle"
                  size="sm"
                  aria-label={`Retire “${draft.label}”`}
                  onClick={() => change(draft.key, { is_retired: true })}
                >
                  Retire
                </Button>
              )}
            </div>
          ),
        )}
        <div>
          <Button
            size="sm"
            onClick={() =>
              setDrafts(before => [...before, { key: crypto.randomUUID(), label: '', is_retired: false }])
            }
          >
            Add a reason
          </Button>
        </div>
      </section>
      {retired.length > 0 && (
        <section aria-labelledby="retired-reasons" className={classes.part}>
          <h2 id="retired-reasons">Retired</h2>
          <p>Not offered any more. Leads that were lost for one keep it, and reports count it.</p>
          {retired.map(draft => (
            <div key={draft.key} className={classes.row}>
              <span>{draft.label}</span>
              <Button
                variant="subtle"
                size="sm"
                aria-label={`Offer “${draft.label}” again`}
                onClick={() => change(draft.key, { is_retired: false })}
              >
                Offer again
              </Button>
            </div>
          ))}
        </section>
      )}
      <SettingsFoot
        error={save.error}
        isSaving={save.isPending}
        isChanged={isChanged}
        onDiscard={() => {
          setDrafts(stored)
          save.reset()
        }}
      />
    </form>
  )
}
