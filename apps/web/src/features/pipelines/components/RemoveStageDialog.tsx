import { Button, Select } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import type { PipelineSettings, StageSettings } from '../board.ts'
import type { SettingsChange } from '../use-pipeline-settings.ts'

export interface RemoveStageDialogProps {
  target: { pipeline: PipelineSettings; stage: StageSettings } | null
  onClose: () => void
  onRemove: (change: SettingsChange) => void
}

/** Says where the leads of a stage go before it is taken away. */
export function RemoveStageDialog({ target, onClose, onRemove }: RemoveStageDialogProps) {
  const form = useId()
  const [last, setLast] = useState(target)
  const [chosen, setChosen] = useState<string | null>(null)
  if (target && target !== last) {
    setLast(target)
    setChosen(null)
  }
  if (!last) return null
  const { pipeline, stage } = last
  const others = pipeline.stages.filter(
    one => one.id !== stage.id && one.category !== 'converted' && one.category !== 'lost',
  )
  const at = pipeline.stages.findIndex(one => one.id === stage.id)
  const nearest = pipeline.stages[at - 1] ?? others[0]
  const moveTo = chosen ?? (nearest ? String(nearest.id) : null)
  const count = stage.leads === 1 ? '1 lead' : `${stage.leads.toLocaleString('en-IN')} leads`

  function submit(event: FormEvent) {
    event.preventDefault()
    onRemove({
      kind: 'remove-stage',
      id: pipeline.id,
      stageId: stage.id,
      moveTo: moveTo === null ? undefined : Number(moveTo),
    })
    onClose()
  }

  return (
    <Dialog
      isOpen={target !== null}
      onClose={onClose}
      title={`Remove ${stage.name}?`}
      lead={stage.leads > 0 ? `${count} stand in it and go on from another stage.` : 'No leads stand in it.'}
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Keep stage
          </Button>
          <Button type="submit" form={form} variant="danger">
            {stage.leads > 0 ? `Move ${count} and remove` : 'Remove stage'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Select
          label="Its leads go to"
          data={others.map(one => ({ value: String(one.id), label: one.name }))}
          value={moveTo}
          allowDeselect={false}
          onChange={setChosen}
          data-autofocus
        />
      </form>
    </Dialog>
  )
}

export interface RemovePipelineDialogProps {
  pipeline: PipelineSettings | null
  onClose: () => void
  onRemove: (change: SettingsChange) => void
}

/** Says what becomes of the leads of a pipeline before it is taken away. */
export function RemovePipelineDialog({ pipeline, onClose, onRemove }: RemovePipelineDialogProps) {
  const [last, setLast] = useState(pipeline)
  if (pipeline && pipeline !== last) setLast(pipeline)
  if (!last) return null
  return (
    <Dialog
      isOpen={pipeline !== null}
      onClose={onClose}
      title={`Remove ${last.name}?`}
      lead="Its leads go to the standard pipeline, each to the stage that is nearest to its own. Their history stays."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Keep pipeline
          </Button>
          <Button
            variant="danger"
            onClick={() => {
              onRemove({ kind: 'remove-pipeline', id: last.id })
              onClose()
            }}
          >
            Remove pipeline
          </Button>
        </>
      }
    />
  )
}
