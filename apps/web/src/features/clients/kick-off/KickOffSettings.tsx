import { NumberInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { showAnswer } from '../../../lib/show-at-once.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SettingsFoot } from '../../../ui/SettingsFoot.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { PROJECT_TYPE_NAMES } from '../project-types.ts'
import { type KickOffPlan, kickOffQuery, saveKickOff } from './api.ts'
import classes from './KickOffSettings.module.css'
import { type DraftStep, KickOffSteps } from './KickOffSteps.tsx'

const TYPES = ['residential', 'commercial', 'high_budget'] as const
type ProjectType = (typeof TYPES)[number]

interface Draft extends Record<ProjectType, DraftStep[]> {
  high_budget_from: number | null
}

/** What is planned after a conversion, by project type. */
export function KickOffSettings() {
  const { data, error, refetch } = useQuery(kickOffQuery)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows of="the kick-off" />
  // Another version is another form: what somebody else saved is shown, not mixed.
  return <Form key={data.version} plan={data} />
}

const draftOf = (plan: KickOffPlan): Draft => {
  const keyed = (type: ProjectType) => plan[type].map((step, i) => ({ ...step, key: `${type}-${i}` }))
  return {
    high_budget_from: plan.high_budget_from,
    residential: keyed('residential'),
    commercial: keyed('commercial'),
    high_budget: keyed('high_budget'),
  }
}

const withoutKeys = (steps: readonly DraftStep[]) => steps.map(({ key: _, ...step }) => step)

function Form({ plan }: { plan: KickOffPlan }) {
  const client = useQueryClient()
  const [stored] = useState(() => draftOf(plan))
  const [draft, setDraft] = useState(stored)
  const save = useMutation({
    mutationFn: () =>
      saveKickOff({
        high_budget_from: draft.high_budget_from,
        residential: withoutKeys(draft.residential),
        commercial: withoutKeys(draft.commercial),
        high_budget: withoutKeys(draft.high_budget),
        version: plan.version,
      }),
    onSuccess: saved => {
      showAnswer(client, kickOffQuery.queryKey, saved)
      showToast({ message: 'Saved. It holds for the next conversion.' })
    },
  })
  const errorOf = (path: string) =>
    save.error instanceof ProblemError ? save.error.messageOf(path) : undefined
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stored)

  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.words}>
        When a lead becomes a client, these follow-ups are planned for the people who look after it. Days
        after the conversion are working days. Days before the move-in are counted back from the lead’s
        possession date, to a working day that is still to come; where no date is known they are due five
        working days after the conversion.
      </p>
      {TYPES.map(type => (
        <section key={type} aria-label={PROJECT_TYPE_NAMES[type]} className={classes.part}>
          <h2>{PROJECT_TYPE_NAMES[type]}</h2>
          {type === 'residential' && <p className={classes.words}>Also for leads without a project type.</p>}
          {type === 'high_budget' && (
            <NumberInput
              label="Also from this budget on, whatever the project type"
              placeholder="Only by project type"
              maw={320}
              min={0}
              decimalScale={2}
              hideControls
              prefix={plan.currency === 'INR' ? '₹' : ''}
              thousandSeparator=","
              thousandsGroupStyle={plan.currency === 'INR' ? 'lakh' : 'thousand'}
              value={draft.high_budget_from ?? ''}
              error={errorOf('high_budget_from')}
              onChange={value =>
                setDraft(before => ({ ...before, high_budget_from: value === '' ? null : Number(value) }))
              }
            />
          )}
          <KickOffSteps
            steps={draft[type]}
            onChange={steps => setDraft(before => ({ ...before, [type]: steps }))}
            errorOf={path => errorOf(`${type}.${path}`)}
          />
        </section>
      ))}
      <SettingsFoot
        error={save.error}
        isSaving={save.isPending}
        isChanged={isChanged}
        onDiscard={() => {
          setDraft(stored)
          save.reset()
          void client.invalidateQueries({ queryKey: kickOffQuery.queryKey })
        }}
      />
    </form>
  )
}
