import { NumberInput, Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SettingsFoot } from '../../../ui/SettingsFoot.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { ViewSwitch } from '../../../ui/ViewSwitch.tsx'
import {
  type Attribute,
  previewKey,
  type ScoringSettings,
  saveScoringSettings,
  scoreBandsQuery,
  scoringSettingsQuery,
} from '../api.ts'
import { attributeSays, attributeWord } from '../attribute-words.ts'
import { shownNumber, typedNumber } from '../typed-number.ts'
import { useTrial } from '../use-trial.ts'
import { ScoringPreview } from './ScoringPreview.tsx'
import classes from './ScoringSettings.module.css'
import { ValueWorths } from './ValueWorths.tsx'

const MODES = [
  { value: 'joined', label: 'Both' },
  { value: 'weights', label: 'Weights only' },
  { value: 'learned', label: 'Learned only' },
] as const

/** How leads are scored: weights, what is worth how much, and from where on a lead is High or Medium. */
export function ScoringSettingsForm() {
  const { data, error, refetch } = useQuery(scoringSettingsQuery)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="settings" />
  return <Form key={JSON.stringify(data)} settings={data} />
}

function Form({ settings }: { settings: ScoringSettings }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(settings)
  /** Another form of the values after each discard: their rows have keys of their own. */
  const [discards, setDiscards] = useState(0)
  const trial = useTrial(draft)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(settings)
  const save = useMutation({
    mutationFn: () => saveScoringSettings(draft),
    onSuccess(saved) {
      showAnswer(client, scoringSettingsQuery.queryKey, saved)
      showAnswer(client, scoreBandsQuery.queryKey, saved.bands)
      client.removeQueries({ queryKey: previewKey })
      showToast({ message: 'Saved. All open leads are being scored anew.' })
    },
  })
  const set = (change: Partial<ScoringSettings>) => {
    setDraft(before => ({ ...before, ...change }))
    // What was refused is no longer what stands here; the trial says what is still wrong.
    save.reset()
  }
  const errorOf = (path: string) =>
    (save.error instanceof ProblemError ? save.error.messageOf(path) : undefined) ?? trial.errorOf(path)
  const all = draft.attributes.reduce((sum, one) => sum + (one.is_on ? one.weight : 0), 0)
  const setAttribute = (name: Attribute['name'], change: Partial<Attribute>) =>
    set({ attributes: draft.attributes.map(one => (one.name === name ? { ...one, ...change } : one)) })

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <section className={classes.part} aria-label="Weights">
        <h2>Weights</h2>
        <ul className={classes.attributes}>
          {draft.attributes.map((attribute, index) => (
            <li key={attribute.name}>
              <Switch
                label={attributeWord(attribute.name)}
                description={attributeSays(attribute.name)}
                checked={attribute.is_on}
                onChange={event => setAttribute(attribute.name, { is_on: event.currentTarget.checked })}
              />
              <NumberInput
                clampBehavior="none"
                aria-label={`Weight of ${attributeWord(attribute.name)}`}
                min={0}
                max={1000}
                disabled={!attribute.is_on}
                value={shownNumber(attribute.weight)}
                error={errorOf(`attributes.${index}.weight`)}
                onChange={weight => setAttribute(attribute.name, { weight: typedNumber(weight) })}
              />
              <span className={classes.share}>
                {attribute.is_on && all > 0 ? `${Math.round((100 * attribute.weight) / all)} %` : '—'}
              </span>
            </li>
          ))}
        </ul>
        {errorOf('attributes') && (
          <p role="alert" className={classes.problem}>
            The form {errorOf('attributes')}.
          </p>
        )}
      </section>
      <section className={classes.part} aria-label="What counts">
        <h2>What counts</h2>
        <ViewSwitch label="What counts" value={draft.mode} options={MODES} onChange={mode => set({ mode })} />
        <p className={classes.words}>
          Both: the more leads were won and lost, the more what was learned from them counts.
        </p>
        <div className={classes.pair}>
          <NumberInput
            clampBehavior="none"
            label="Engagement counts half after"
            suffix=" days"
            min={1}
            max={365}
            value={shownNumber(draft.half_life_days)}
            error={errorOf('half_life_days')}
            onChange={days => set({ half_life_days: typedNumber(days) })}
          />
          <NumberInput
            clampBehavior="none"
            label="Budget that scores 0"
            min={1}
            thousandSeparator=","
            thousandsGroupStyle="lakh"
            value={shownNumber(draft.budget.low)}
            error={errorOf('budget.low')}
            onChange={low => set({ budget: { ...draft.budget, low: typedNumber(low) } })}
          />
          <NumberInput
            clampBehavior="none"
            label="Budget that scores 100"
            min={1}
            thousandSeparator=","
            thousandsGroupStyle="lakh"
            value={shownNumber(draft.budget.high)}
            error={errorOf('budget.high')}
            onChange={high => set({ budget: { ...draft.budget, high: typedNumber(high) } })}
          />
        </div>
      </section>
      <ValueWorths
        key={discards}
        values={draft.values}
        errorOf={errorOf}
        onChange={values => set({ values })}
      />
      <section className={classes.part} aria-label="High, Medium, Low">
        <h2>High, Medium, Low</h2>
        <div className={classes.pair}>
          <NumberInput
            clampBehavior="none"
            label="High from"
            min={2}
            max={100}
            value={shownNumber(draft.bands.high)}
            error={errorOf('bands.high')}
            onChange={high => set({ bands: { ...draft.bands, high: typedNumber(high) } })}
          />
          <NumberInput
            clampBehavior="none"
            label="Medium from"
            min={1}
            max={99}
            value={shownNumber(draft.bands.medium)}
            error={errorOf('bands.medium')}
            onChange={medium => set({ bands: { ...draft.bands, medium: typedNumber(medium) } })}
          />
        </div>
      </section>
      <ScoringPreview trial={trial} />
      <SettingsFoot
        error={save.error}
        isSaving={save.isPending}
        isChanged={isChanged}
        onDiscard={() => {
          setDraft(settings)
          setDiscards(discards + 1)
          save.reset()
        }}
      />
    </form>
  )
}
