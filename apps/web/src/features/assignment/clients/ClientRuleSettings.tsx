import { Button, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import type { Choices } from '../api.ts'
import classes from '../components/AssignmentSettings.module.css'
import { conditionFields } from '../condition-fields.ts'
import { freshName, moved } from '../plan-draft.ts'
import {
  type ClientPlan,
  choicesQuery,
  clientPlanQuery,
  designersQuery,
  type PlaceName,
  saveClientPlan,
  simulateClientPlan,
} from './api.ts'
import { ClientRuleCard } from './ClientRuleCard.tsx'
import { ClientSimulationResult } from './ClientSimulationResult.tsx'
import { clientBodyOf, clientDraftOf, newClientRule, type PlaceDraft } from './client-plan-draft.ts'

type Person = { id: number; name: string }

const PLACES = [
  {
    place: 'account_owner',
    title: 'Account owner',
    words: 'Who looks after the client. Of two that suit alike it is the owner of the lead, whom they know.',
  },
  { place: 'designer', title: 'Designer', words: 'Who designs for the client.' },
] as const

/** Who is proposed for a client after the conversion: rules in order for each place, tried on the last clients before they hold. */
export function ClientRuleSettings() {
  const plan = useQuery(clientPlanQuery)
  const choices = useQuery(choicesQuery)
  const designers = useQuery(designersQuery)
  const all = [plan, choices, designers]
  const error = all.map(one => one.error).find(Boolean)
  if (plan.data && choices.data && designers.data) {
    // Another version is another form: what somebody else saved is shown, not mixed.
    return <Form key={plan.data.version} plan={plan.data} choices={choices.data} designers={designers.data} />
  }
  if (error) return <ErrorState error={error} onRetry={() => all.forEach(one => void one.refetch())} />
  return <SkeletonRows of="the rules" />
}

interface FormProps {
  plan: ClientPlan
  choices: Choices
  designers: readonly Person[]
}

function Form({ plan, choices, designers }: FormProps) {
  const client = useQueryClient()
  const [stored] = useState(() => clientDraftOf(plan))
  const [draft, setDraft] = useState(stored)
  const fields = useMemo(() => conditionFields(choices), [choices])
  const trial = useMutation({ mutationFn: () => simulateClientPlan(clientBodyOf(draft)) })
  const save = useMutation({
    mutationFn: () => saveClientPlan({ ...clientBodyOf(draft), version: plan.version }),
    onSuccess: written => {
      showAnswer(client, clientPlanQuery.queryKey, written)
      showToast({ message: 'Saved. It holds for the next conversion.' })
    },
  })
  const failed = save.error ?? trial.error
  const { reset: forgetTrial } = trial
  const edit = useCallback(
    (place: PlaceName, change: (before: PlaceDraft) => PlaceDraft) => {
      // What was tried is no longer what stands here.
      forgetTrial()
      setDraft(before => ({ ...before, [place]: change(before[place]) }))
    },
    [forgetTrial],
  )
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stored)

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <p className={classes.words}>
        When a lead becomes a client, an account owner and a designer are proposed. The first rule that fits
        and has somebody free decides; whoever is on leave, out today or at their capacity is passed by. Who
        assigns leads may choose somebody else at any time.
      </p>
      {PLACES.map(({ place, title, words }) => (
        <Place
          key={place}
          {...{ place, title, words, choices, fields }}
          people={place === 'designer' ? designers : choices.people}
          draft={draft[place]}
          errorOf={path =>
            failed instanceof ProblemError ? failed.messageOf(`${place}.${path}`) : undefined
          }
          onEdit={edit}
        />
      ))}
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
          Try on the last 200 clients
        </Button>
        {isChanged && (
          <Button
            variant="subtle"
            onClick={() => {
              forgetTrial()
              save.reset()
              setDraft(stored)
              void client.invalidateQueries({ queryKey: clientPlanQuery.queryKey })
            }}
          >
            Discard changes
          </Button>
        )}
      </div>
      {trial.data && (
        <section className={classes.part} aria-label="Trial">
          <h2>Trial</h2>
          <ClientSimulationResult result={trial.data} />
        </section>
      )}
    </form>
  )
}

interface PlaceProps {
  place: PlaceName
  title: string
  words: string
  people: readonly Person[]
  choices: Choices
  fields: ReturnType<typeof conditionFields>
  draft: PlaceDraft
  errorOf: (path: string) => string | undefined
  onEdit: (place: PlaceName, change: (before: PlaceDraft) => PlaceDraft) => void
}

function Place({ place, title, words, people, choices, fields, draft, errorOf, onEdit }: PlaceProps) {
  const move = useCallback(
    (key: string, to: number) =>
      onEdit(place, before => {
        const from = before.rules.findIndex(rule => rule.key === key)
        return from < 0 ? before : { ...before, rules: moved(before.rules, from, to) }
      }),
    [onEdit, place],
  )
  const setRules = (change: (rules: PlaceDraft['rules']) => PlaceDraft['rules']) =>
    onEdit(place, before => ({ ...before, rules: change(before.rules) }))
  return (
    <section className={classes.part} aria-label={title}>
      <h2>{title}</h2>
      <p className={classes.words}>{words}</p>
      <ol className={classes.rules}>
        {draft.rules.map((rule, index) => (
          <ClientRuleCard
            key={rule.key}
            {...{ rule, place, index, people, fields }}
            teams={choices.teams}
            count={draft.rules.length}
            errorOf={path => errorOf(`rules.${index}.${path}`)}
            onChange={change =>
              setRules(rules => rules.map(one => (one.key === rule.key ? { ...one, ...change } : one)))
            }
            onRemove={() => setRules(rules => rules.filter(({ key }) => key !== rule.key))}
            onMove={move}
          />
        ))}
      </ol>
      <div>
        <Button
          size="sm"
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
          onClick={() => setRules(rules => [...rules, newClientRule(freshName(rules))])}
        >
          Add a rule
        </Button>
      </div>
      <Select
        label="When nobody takes it by the rules"
        placeholder="The manager of who converted"
        searchable
        clearable
        maw={320}
        data={people.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={draft.fallback_id === null ? null : String(draft.fallback_id)}
        error={errorOf('fallback_id')}
        onChange={value =>
          onEdit(place, before => ({ ...before, fallback_id: value === null ? null : Number(value) }))
        }
      />
    </section>
  )
}
