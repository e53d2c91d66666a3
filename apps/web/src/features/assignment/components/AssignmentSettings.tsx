import { Button, Select, Switch, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { type Choices, choicesQuery, type Plan, planQuery, savePlan, simulate } from '../api.ts'
import { conditionFields } from '../condition-fields.ts'
import { bodyOf, type DraftRule, draftOf, freshName, moved, newRule, type PlanDraft } from '../plan-draft.ts'
import classes from './AssignmentSettings.module.css'
import { RuleCard } from './RuleCard.tsx'
import { SimulationResult } from './SimulationResult.tsx'
import { WaitingLeads } from './WaitingLeads.tsx'

/** How leads without an owner find one: rules in order, tried on past leads before they are saved. */
export function AssignmentSettings() {
  const plan = useQuery(planQuery)
  const choices = useQuery(choicesQuery)
  const error = plan.error ?? choices.error
  if (error && !(plan.data && choices.data)) {
    return (
      <ErrorState
        error={error}
        onRetry={() => {
          void plan.refetch()
          void choices.refetch()
        }}
      />
    )
  }
  if (!plan.data || !choices.data) return <SkeletonRows of="settings" />
  // Another version is another form: what somebody else saved is shown, not mixed.
  return (
    <>
      <Form key={plan.data.version} plan={plan.data} choices={choices.data} />
      <WaitingLeads isOn={plan.data.is_on} people={choices.data.people} />
    </>
  )
}

function Form({ plan, choices }: { plan: Plan; choices: Choices }) {
  const client = useQueryClient()
  const saved = useMemo(() => draftOf(plan), [plan])
  const [draft, setDraft] = useState<PlanDraft>(saved)
  const fields = useMemo(() => conditionFields(choices), [choices])
  const trial = useMutation({ mutationFn: () => simulate(bodyOf(draft)) })
  const save = useMutation({
    mutationFn: () => savePlan({ ...bodyOf(draft), version: plan.version }),
    onSuccess: written => {
      showAnswer(client, planQuery.queryKey, written)
      showToast({ message: 'Saved. It holds for the next lead.' })
    },
  })
  const failed = save.error ?? trial.error
  const errorOf = (path: string) => (failed instanceof ProblemError ? failed.messageOf(path) : undefined)
  const { reset: forgetTrial } = trial
  /** What was tried is no longer what stands here. */
  const edit = useCallback(
    (change: (before: PlanDraft) => PlanDraft) => {
      forgetTrial()
      setDraft(change)
    },
    [forgetTrial],
  )
  const set = (change: Partial<PlanDraft>) => edit(before => ({ ...before, ...change }))
  const setRule = (key: string, change: Partial<DraftRule>) =>
    edit(before => ({
      ...before,
      rules: before.rules.map(rule => (rule.key === key ? { ...rule, ...change } : rule)),
    }))
  const move = useCallback(
    (key: string, to: number) =>
      edit(before => ({
        ...before,
        rules: moved(
          before.rules,
          before.rules.findIndex(rule => rule.key === key),
          to,
        ),
      })),
    [edit],
  )
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <section className={classes.part} aria-label="Whether leads are assigned">
        <Switch
          label="Give leads without an owner to somebody by these rules"
          checked={draft.is_on}
          onChange={event => set({ is_on: event.currentTarget.checked })}
        />
        <Switch
          label="Who returns, or shares a household, goes to the former owner"
          checked={draft.keeps_owner}
          onChange={event => set({ keeps_owner: event.currentTarget.checked })}
        />
        <Switch
          label="Take a lead back when its owner misses the first contact, and give it to the next"
          checked={draft.takes_back}
          onChange={event => set({ takes_back: event.currentTarget.checked })}
        />
        {draft.takes_back && (
          <TextInput
            label="How often, before the manager gets it"
            type="number"
            inputMode="numeric"
            min={1}
            max={10}
            maw={320}
            value={Number.isNaN(draft.most_takes) ? '' : draft.most_takes}
            error={errorOf('most_takes')}
            onChange={event => set({ most_takes: event.currentTarget.valueAsNumber })}
          />
        )}
        <Select
          label="Fallback owner"
          description="Gets what nobody can take by the rules, with an alert"
          placeholder="Nobody"
          searchable
          clearable
          maw={320}
          data={choices.people.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={draft.fallback_owner_id === null ? null : String(draft.fallback_owner_id)}
          error={errorOf('fallback_owner_id')}
          onChange={value => set({ fallback_owner_id: value === null ? null : Number(value) })}
        />
      </section>
      <section className={classes.part} aria-label="Rules">
        <h2>Rules</h2>
        <p className={classes.words}>
          The first rule that fits and has somebody free decides. Whoever is on leave, out today or at their
          capacity is passed by; whoever is at work comes first.
        </p>
        <ol className={classes.rules}>
          {draft.rules.map((rule, index) => (
            <RuleCard
              key={rule.key}
              rule={rule}
              index={index}
              count={draft.rules.length}
              choices={choices}
              fields={fields}
              errorOf={path => errorOf(`rules.${index}.${path}`)}
              onChange={change => setRule(rule.key, change)}
              onRemove={() => set({ rules: draft.rules.filter(({ key }) => key !== rule.key) })}
              onMove={move}
            />
          ))}
        </ol>
        <div>
          <Button
            size="sm"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            onClick={() => set({ rules: [...draft.rules, newRule(freshName(draft.rules))] })}
          >
            Add a rule
          </Button>
        </div>
      </section>
      {failed && (
        <p role="alert" className={classes.problem}>
          {failed instanceof ProblemError && failed.errors.length > 0
            ? `Not done: ${failed.errors[0]?.message}. See what is marked above.`
            : failed.message}
        </p>
      )}
      <div className={classes.deeds}>
        <Button type="submit" variant="filled" loading={save.isPending} disabled={!isChanged}>
          Save rules
        </Button>
        <Button loading={trial.isPending} onClick={() => trial.mutate()}>
          Try on the last 500 leads
        </Button>
        {isChanged && (
          <Button variant="subtle" onClick={() => edit(() => saved)}>
            Discard changes
          </Button>
        )}
      </div>
      {trial.data && (
        <section className={classes.part} aria-label="Trial">
          <h2>Trial</h2>
          <SimulationResult result={trial.data} />
        </section>
      )}
    </form>
  )
}
