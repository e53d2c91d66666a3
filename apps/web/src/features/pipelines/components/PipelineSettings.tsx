import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type CSSProperties, lazy, useState } from 'react'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'
import { StageRing } from '../../../ui/StageRing.tsx'
import { pipelineSettingsQuery } from '../api.ts'
import { colourOf, type PipelineSettings as Pipeline, type StageSettings } from '../board.ts'
import { EVIDENCE_LABELS } from '../evidence.ts'
import { FIELD_LABELS } from '../required-fields.ts'
import { type ProjectType, useSettingsChange } from '../use-pipeline-settings.ts'
import classes from './PipelineSettings.module.css'

const StageDialog = lazy(() => import('./StageDialog.tsx').then(part => ({ default: part.StageDialog })))
const RemoveStageDialog = lazy(() =>
  import('./RemoveStageDialog.tsx').then(part => ({ default: part.RemoveStageDialog })),
)
const RemovePipelineDialog = lazy(() =>
  import('./RemoveStageDialog.tsx').then(part => ({ default: part.RemovePipelineDialog })),
)

const TYPE_WORDS: Readonly<Record<string, string>> = {
  residential: 'Residential leads',
  commercial: 'Commercial leads',
  high_budget: 'High-budget leads',
}
const TYPES = ['residential', 'commercial', 'high_budget'] as const

/** A stage that is changed, or one to be added. */
export interface StageTarget {
  pipeline: Pipeline
  stage: StageSettings | null
}

/** Pipelines with their stages, and everything that can be set up of them. */
export function PipelineSettings() {
  const query = useQuery(pipelineSettingsQuery)
  const { mutate: change } = useSettingsChange()
  const [target, setTarget] = useState<StageTarget | null>(null)
  const [removed, setRemoved] = useState<{ pipeline: Pipeline; stage: StageSettings } | null>(null)
  const [removedPipeline, setRemovedPipeline] = useState<Pipeline | null>(null)
  if (query.error && !query.data)
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const pipelines = query.data ?? []
  const free = TYPES.filter(type => !pipelines.some(pipeline => pipeline.project_type === type))

  return (
    <div className={classes.page} aria-busy={query.isPending || undefined}>
      <p className={classes.intro}>
        A lead goes through the stages of the pipeline for its project type. What you change here, everybody
        sees at once.
      </p>
      {pipelines.map(pipeline => (
        <section key={pipeline.id} className={classes.pipeline} aria-label={pipeline.name}>
          <header className={classes.head}>
            <PipelineName
              name={pipeline.name}
              onRename={name => change({ kind: 'rename-pipeline', id: pipeline.id, name })}
            />
            <span className={classes.type}>
              {TYPE_WORDS[pipeline.project_type ?? ''] ?? 'All leads that no other pipeline is for'}
            </span>
            {pipeline.project_type !== null && (
              <ActionIcon
                variant="subtle"
                aria-label={`Remove pipeline ${pipeline.name}`}
                onClick={() => setRemovedPipeline(pipeline)}
              >
                <IconTrash size={16} stroke={1.75} />
              </ActionIcon>
            )}
          </header>
          <ol className={classes.stages}>
            {pipeline.stages.map((stage, index) => (
              <StageRow
                key={stage.id}
                pipeline={pipeline}
                stage={stage}
                index={index}
                onOpen={() => setTarget({ pipeline, stage })}
                onRemove={() => setRemoved({ pipeline, stage })}
                onOrder={stageIds => change({ kind: 'order', id: pipeline.id, stageIds })}
              />
            ))}
          </ol>
          <Button
            variant="subtle"
            size="sm"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            onClick={() => setTarget({ pipeline, stage: null })}
          >
            Add a stage
          </Button>
        </section>
      ))}
      {free.map(type => (
        <Button
          key={type}
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
          onClick={() => change({ kind: 'add-pipeline', name: nameFor(type), projectType: type })}
        >
          Add a pipeline for {TYPE_WORDS[type]?.toLowerCase()}
        </Button>
      ))}
      <OnceOpened isOpen={target !== null}>
        <StageDialog target={target} onClose={() => setTarget(null)} onSave={change} />
      </OnceOpened>
      <OnceOpened isOpen={removed !== null}>
        <RemoveStageDialog target={removed} onClose={() => setRemoved(null)} onRemove={change} />
      </OnceOpened>
      <OnceOpened isOpen={removedPipeline !== null}>
        <RemovePipelineDialog
          pipeline={removedPipeline}
          onClose={() => setRemovedPipeline(null)}
          onRemove={change}
        />
      </OnceOpened>
    </div>
  )
}

const nameFor = (type: ProjectType): string =>
  ({ residential: 'Residential', commercial: 'Commercial', high_budget: 'High budget' })[type]

/** Saved when the field is left. */
function PipelineName({ name, onRename }: { name: string; onRename: (name: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null)
  function leave() {
    const next = typed?.trim() ?? ''
    setTyped(null)
    if (next !== '' && next !== name) onRename(next)
  }
  return (
    <TextInput
      className={classes.name}
      aria-label="Name of the pipeline"
      value={typed ?? name}
      maxLength={100}
      onChange={event => setTyped(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={event => {
        if (event.key === 'Enter') event.currentTarget.blur()
      }}
    />
  )
}

interface StageRowProps {
  pipeline: Pipeline
  stage: StageSettings
  index: number
  onOpen: () => void
  onRemove: () => void
  onOrder: (stageIds: number[]) => void
}

function StageRow({ pipeline, stage, index, onOpen, onRemove, onOrder }: StageRowProps) {
  const { stages } = pipeline
  const isEnd = stage.category === 'converted' || stage.category === 'lost'
  const openCount = stages.filter(one => one.category !== 'converted' && one.category !== 'lost').length

  function step(by: -1 | 1) {
    const ids = stages.map(one => one.id)
    const [moved] = ids.splice(index, 1)
    if (moved !== undefined) ids.splice(index + by, 0, moved)
    onOrder(ids)
  }

  return (
    <li className={classes.stage}>
      <span className={classes.ring} style={{ '--mark': colourOf(stage) } as CSSProperties}>
        <StageRing category={stage.category} />
      </span>
      <button type="button" className={classes.open} onClick={onOpen}>
        <b>{stage.name}</b>
        <span>{rulesOf(stage, stages)}</span>
      </button>
      <span className={classes.leads}>
        {stage.leads === 1 ? '1 lead' : `${stage.leads.toLocaleString('en-IN')} leads`}
      </span>
      <span className={classes.deeds}>
        {!isEnd && (
          <>
            <ActionIcon
              variant="subtle"
              aria-label={`Move ${stage.name} up`}
              disabled={index === 0}
              onClick={() => step(-1)}
            >
              <IconArrowUp size={16} stroke={1.75} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              aria-label={`Move ${stage.name} down`}
              disabled={index >= openCount - 1}
              onClick={() => step(1)}
            >
              <IconArrowDown size={16} stroke={1.75} />
            </ActionIcon>
            <ActionIcon variant="subtle" aria-label={`Remove ${stage.name}`} onClick={onRemove}>
              <IconTrash size={16} stroke={1.75} />
            </ActionIcon>
          </>
        )}
      </span>
    </li>
  )
}

const CATEGORY_WORDS: Readonly<Record<string, string>> = {
  new: 'New',
  contacted: 'Contacted',
  qualified: 'Qualified',
  converted: 'Ends as converted',
  lost: 'Ends as lost',
}

/** "Contacted · 30% won · stale after 7 days · needs budget, possession date" */
function rulesOf(stage: StageSettings, stages: readonly StageSettings[]): string {
  const names = (ids: readonly number[]) =>
    ids.flatMap(id => stages.find(one => one.id === id)?.name ?? []).join(', ')
  const fields = stage.required_fields
    .map(field => (FIELD_LABELS[field] ?? EVIDENCE_LABELS[field] ?? field).toLowerCase())
    .join(', ')
  return [
    CATEGORY_WORDS[stage.category],
    stage.category !== 'converted' && stage.category !== 'lost' && `${stage.win_probability}% are won`,
    stage.stale_after_days !== null && `stale after ${stage.stale_after_days} days`,
    fields && `needs ${fields}`,
    stage.note_required && 'needs a few words',
    stage.next_stage_ids && `then ${names(stage.next_stage_ids) || 'nowhere but Lost'}`,
    stage.enter_on_first_contact && 'entered on first contact',
  ]
    .filter(Boolean)
    .join(' · ')
}
