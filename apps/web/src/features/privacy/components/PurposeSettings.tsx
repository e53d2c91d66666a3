import { ActionIcon, Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type ConsentPurpose, purposesQuery } from '../../../lib/consent-purposes.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SettingsFoot } from '../../../ui/SettingsFoot.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { savePurposes } from '../api.ts'
import classes from './PurposeSettings.module.css'

/** `id` is missing of one that is not saved yet. */
type Draft = Omit<ConsentPurpose, 'id' | 'version' | 'is_main'> & {
  key: string
  id?: number
  version?: number
  isMain: boolean
}

/** What people are asked to agree to. */
export function PurposeSettings() {
  const { data, error, refetch } = useQuery(purposesQuery)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="purposes" />
  return <PurposeForm key={data.version} purposes={data.data} version={data.version} />
}

function PurposeForm({ purposes, version }: { purposes: readonly ConsentPurpose[]; version: number }) {
  const client = useQueryClient()
  const stored = purposes.map(
    ({ is_main, ...purpose }): Draft => ({
      ...purpose,
      isMain: is_main,
      key: String(purpose.id),
    }),
  )
  const [drafts, setDrafts] = useState(stored)
  const save = useMutation({
    mutationFn: () =>
      savePurposes({
        data: drafts.map(({ key: _key, version: _version, isMain: _main, ...draft }) => draft),
        version,
      }),
    onSuccess: saved => {
      showAnswer(client, purposesQuery.queryKey, saved)
      showToast({ message: 'Purposes saved' })
    },
  })
  const change = (key: string, fields: Partial<Draft>) =>
    setDrafts(before => before.map(one => (one.key === key ? { ...one, ...fields } : one)))
  const errorOf = (index: number, field: string) =>
    save.error instanceof ProblemError ? save.error.messageOf(`data.${index}.${field}`) : undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label="Purposes of consent">
      <h2>What people are asked to agree to</h2>
      {drafts.map((draft, index) => (
        <fieldset key={draft.key} className={classes.purpose}>
          <legend className={classes.legend}>
            {draft.label || 'New purpose'}
            {draft.version !== undefined && <span>wording {draft.version}</span>}
            {draft.is_retired && <span>retired</span>}
          </legend>
          <TextInput
            label="Name"
            value={draft.label}
            required
            maxLength={100}
            error={errorOf(index, 'label')}
            onChange={event => change(draft.key, { label: event.currentTarget.value })}
          />
          <Textarea
            label="Asked as"
            description="New words are a new version: earlier answers keep the words they were given to."
            value={draft.wording}
            maxLength={2000}
            autosize
            minRows={2}
            error={errorOf(index, 'wording')}
            onChange={event => change(draft.key, { wording: event.currentTarget.value })}
          />
          <div className={classes.deeds}>
            <Checkbox
              label="Asked for each channel"
              checked={draft.has_channels}
              disabled={draft.id !== undefined}
              onChange={event => change(draft.key, { has_channels: event.currentTarget.checked })}
            />
            {draft.id === undefined ? (
              <ActionIcon
                variant="subtle"
                aria-label={`Remove “${draft.label || 'New purpose'}”`}
                onClick={() => setDrafts(before => before.filter(one => one.key !== draft.key))}
              >
                <IconTrash size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            ) : draft.isMain ? (
              <span className={classes.told}>Its answers are the consent in forms, files and lists.</span>
            ) : (
              <Button
                variant="subtle"
                size="sm"
                aria-label={draft.is_retired ? `Ask “${draft.label}” again` : `Retire “${draft.label}”`}
                onClick={() => change(draft.key, { is_retired: !draft.is_retired })}
              >
                {draft.is_retired ? 'Ask again' : 'Retire'}
              </Button>
            )}
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          size="sm"
          onClick={() =>
            setDrafts(before => [
              ...before,
              {
                key: crypto.randomUUID(),
                label: '',
                wording: '',
                has_channels: true,
                is_retired: false,
                isMain: false,
              },
            ])
          }
        >
          Add a purpose
        </Button>
      </div>
      <SettingsFoot
        error={save.error}
        isSaving={save.isPending}
        isChanged={JSON.stringify(drafts) !== JSON.stringify(stored)}
        onDiscard={() => {
          setDrafts(stored)
          save.reset()
        }}
      />
    </form>
  )
}
