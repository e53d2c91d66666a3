import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge } from '../../../ui/Badge.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { LOOK_FOR_MODEL_MS, type ModelCard, modelsQuery, trainModel } from '../api.ts'
import { attributeWord } from '../attribute-words.ts'
import { ReliabilityCurve } from './ReliabilityCurve.tsx'
import classes from './ScoringSettings.module.css'

const share = (value: number) => `${Math.round(100 * value)} %`
const figure = (value: number | null | undefined) =>
  value === null || value === undefined ? '—' : value.toFixed(3)

/** What was learned from closed leads, how good it is, and learning anew. */
export function ModelCards() {
  /** The newest model when another was asked for: it is looked for until there is a newer one. */
  const [after, setAfter] = useState<number | null>(null)
  const { data, error, isPending, refetch } = useQuery({
    ...modelsQuery,
    refetchInterval: ({ state }) =>
      after !== null && (state.data?.[0]?.id ?? 0) <= after ? LOOK_FOR_MODEL_MS : false,
  })
  const models = data ?? []
  const isLearning = after !== null && (models[0]?.id ?? 0) <= after
  const train = useMutation({
    mutationFn: trainModel,
    onSuccess() {
      setAfter(models[0]?.id ?? 0)
      showToast({ message: 'Learning from the closed leads. It stands here when it is done.' })
    },
    onError: error => showToast({ message: `Not begun: ${error.message}`, tone: 'problem' }),
  })
  const inUse = models.find(model => model.is_kept)
  return (
    <section className={classes.part} aria-label="What was learned">
      <header className={classes.head}>
        <h2>What was learned</h2>
        <Button size="sm" loading={train.isPending || isLearning} onClick={() => train.mutate()}>
          Learn now
        </Button>
      </header>
      {isPending && <SkeletonLine width="64%" />}
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {inUse && <Card model={inUse} />}
      {data && !inUse && <p className={classes.words}>Nothing yet: only the weights count.</p>}
      {models.length > 1 && (
        <ul className={classes.models}>
          {models.map(model => (
            <li key={model.id}>
              <span>
                Model {model.id} · <When at={model.trained_at} isInSentence />
              </span>
              <span className={classes.words}>
                tells leads apart {figure(model.metrics?.auc)} · log loss {figure(model.metrics?.log_loss)}
              </span>
              <Badge>{model === inUse ? 'In use' : model.is_kept ? 'Replaced' : 'Not kept: worse'}</Badge>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Card({ model }: { model: ModelCard }) {
  const { metrics, before, beside } = model
  if (!model.has_learned)
    return (
      <>
        <p className={classes.words}>
          {model.closed} closed leads, {model.converted} of them won: too few to learn from. Only the weights
          count.
        </p>
        <LeftOut count={model.left_out} />
      </>
    )
  return (
    <>
      <p className={classes.words}>
        From {model.closed} closed leads, {model.converted} of them won. {share(model.learned_share)} of a
        score is learned, the rest are the weights.
      </p>
      <LeftOut count={model.left_out} />
      {metrics ? (
        <>
          <p className={classes.words}>On the {metrics.rows} newest, which it had not seen:</p>
          <dl className={classes.figures}>
            <Figure
              word="How well it tells leads apart"
              value={metrics.auc}
              says="AUC: 1 always, 0.5 by chance"
            />
            <Figure
              word="How sure of what then happened"
              value={metrics.log_loss}
              says="Log loss: lower is better"
            />
            <Figure
              word="How far off its chances are"
              value={metrics.brier}
              says="Brier score: lower is better"
            />
          </dl>
          {before && beside && (
            <p className={classes.words}>
              On {before.rows} leads that closed since the model before was trained: log loss{' '}
              {figure(beside.log_loss)}, that of the model before {figure(before.log_loss)}.
            </p>
          )}
          <ReliabilityCurve steps={model.reliability} />
        </>
      ) : (
        <p className={classes.words}>Too few new leads to say how good it is.</p>
      )}
      {model.influence.length > 0 && (
        <p className={classes.words}>
          What moves a score most:{' '}
          {model.influence
            .slice(0, 5)
            .map(({ name, points }) => `${attributeWord(name).toLowerCase()} (${points})`)
            .join(', ')}
          .
        </p>
      )}
    </>
  )
}

/** Why there are more closed leads than lessons. */
function LeftOut({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <p className={classes.words}>
      {count.toLocaleString('en-IN')} more came in closed already, as imports bring them: how they stood while
      they were open is not known, so nothing is learned from them.
    </p>
  )
}

function Figure({ word, value, says }: { word: string; value: number | null; says: string }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>
        {figure(value)}
        <small>{says}</small>
      </dd>
    </div>
  )
}
