import { Button, NumberInput, Switch } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SettingsFoot } from '../../../ui/SettingsFoot.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import {
  dueQuery,
  privacyKeys,
  retentionQuery,
  runRetention,
  type RetentionSettings as Settings,
  saveRetention,
} from '../api.ts'
import classes from './RetentionSettings.module.css'

/** How long what is known of people is kept. */
export function RetentionSettings() {
  const { data, error, refetch } = useQuery(retentionQuery)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="the retention" />
  const { due: _due, ...stored } = data
  return <RetentionForm key={data.version} stored={stored} />
}

const asNumber = (value: number | string): number | null => (value === '' ? null : Number(value))

function RetentionForm({ stored }: { stored: Settings }) {
  const client = useQueryClient()
  const can = useCan()
  const [draft, setDraft] = useState(stored)
  const [isErasing, setErasing] = useState(false)
  const due = useQuery({ ...dueQuery(draft), placeholderData: keepPreviousData }).data
  const change = (fields: Partial<Settings>) => setDraft(before => ({ ...before, ...fields }))
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stored)
  const save = useMutation({
    mutationFn: () => saveRetention(draft),
    onSuccess: saved => {
      showAnswer(client, retentionQuery.queryKey, saved)
      showToast({ message: 'Retention saved' })
    },
  })
  const run = useMutation({
    mutationFn: runRetention,
    onSuccess: async ({ erasures }) => {
      setErasing(false)
      showToast({
        message: erasures === 1 ? 'One person is being erased' : `${erasures} people are being erased`,
      })
      await Promise.all(
        [privacyKeys.erasures, privacyKeys.retention].map(queryKey => client.invalidateQueries({ queryKey })),
      )
    },
    onError: problem => showToast({ message: problem.message, tone: 'problem' }),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }

  return (
    <form className={classes.form} onSubmit={submit} aria-label="Retention">
      <h2>Retention</h2>
      <div className={classes.row}>
        <NumberInput
          label="Erase lost leads without any contact for"
          description="Months. Empty: never. Clients and those who must be kept stay."
          value={draft.lost_months ?? ''}
          min={1}
          max={240}
          allowDecimal={false}
          onChange={value => change({ lost_months: asNumber(value) })}
        />
        <Due n={due?.lost_leads} of="lead" />
      </div>
      <Switch
        label="Erase them by itself, every night"
        description="Otherwise they are proposed here."
        checked={draft.is_automatic}
        disabled={draft.lost_months === null}
        onChange={event => change({ is_automatic: event.currentTarget.checked })}
      />
      {can('CRM', 'erase') && !isChanged && !draft.is_automatic && (due?.lost_leads ?? 0) > 0 && (
        <div>
          <Button size="sm" color="red" onClick={() => setErasing(true)}>
            Erase those who are due…
          </Button>
        </div>
      )}
      <Dialog
        isOpen={isErasing}
        onClose={() => setErasing(false)}
        title="Erase the people of lost leads?"
        lead={`${due?.lost_leads === 1 ? 'One lost lead' : `${due?.lost_leads ?? 0} lost leads`} had no contact for ${stored.lost_months === 1 ? 'a month' : `${stored.lost_months} months`}. Who is behind them is erased for good, 500 people at a time; the leads stay as rows without a person. It cannot be undone.`}
        actions={
          <>
            <Button variant="subtle" onClick={() => setErasing(false)}>
              Cancel
            </Button>
            <Button variant="danger" loading={run.isPending} onClick={() => run.mutate()}>
              Erase for good
            </Button>
          </>
        }
      />
      <div className={classes.row}>
        <NumberInput
          label="Keep imported files for"
          description="Days, 30 at most: what waits to be imported, refused rows, and the way to undo it."
          value={draft.import_file_days}
          min={1}
          max={30}
          allowDecimal={false}
          required
          withAsterisk={false}
          onChange={value => change({ import_file_days: Number(value) })}
        />
        <Due n={due?.import_files} of="file" />
      </div>
      <div className={classes.row}>
        <NumberInput
          label="Keep exported files for"
          description="Days, 7 at most."
          value={draft.export_file_days}
          min={1}
          max={7}
          allowDecimal={false}
          required
          withAsterisk={false}
          onChange={value => change({ export_file_days: Number(value) })}
        />
        <Due n={due?.export_files} of="file" />
      </div>
      <div className={classes.row}>
        <NumberInput
          label="Keep notifications for"
          description="Days. Empty: as long as their leads."
          value={draft.notification_days ?? ''}
          min={7}
          max={3650}
          allowDecimal={false}
          onChange={value => change({ notification_days: asNumber(value) })}
        />
        <Due n={due?.notifications} of="notification" />
      </div>
      <p>The audit log has no end: nobody takes entries out of it, and it holds ids alone.</p>
      <SettingsFoot
        error={save.error}
        isSaving={save.isPending}
        isChanged={isChanged}
        onDiscard={() => {
          setDraft(stored)
          save.reset()
        }}
      />
    </form>
  )
}

/** What would go this night, as it is filled in. */
function Due({ n, of }: { n: number | undefined; of: string }) {
  return (
    <p role="status" className={classes.due}>
      {n === undefined
        ? ''
        : n === 0
          ? 'Nothing is due now'
          : n === 1
            ? `1 ${of} is due now`
            : `${n} ${of}s are due now`}
    </p>
  )
}
