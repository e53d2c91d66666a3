import { Menu, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { StageRing } from '../../../ui/StageRing.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { pipelinesQuery } from '../api.ts'
import type { Stage } from '../lead.ts'
import { useLeadEditing } from '../use-lead-editor.ts'
import { LeadLostDialog } from './LeadLostDialog.tsx'
import classes from './LeadStages.module.css'

const CONVERSION = 'Comes with conversion, which is not offered yet'

/** How far the lead is, and where it can go. */
export function LeadStages() {
  const { lead, save, isReadOnly } = useLeadEditing()
  const can = useCan()
  const [isLosing, setLosing] = useState(false)
  const pipelines = useQuery(pipelinesQuery).data
  const stages = pipelines?.find(pipeline => pipeline.id === lead.pipeline_id)?.stages ?? []
  const steps = stages.filter(stage => stage.category !== 'lost')
  const lost = stages.find(stage => stage.category === 'lost')
  const isLost = lead.status === 'lost'
  const current = steps.findIndex(stage => stage.id === lead.stage_id)
  const mayMove = can('CRM', 'move') && !isReadOnly

  async function move(to: Pick<Stage, 'id' | 'name' | 'category'>, reason?: string, isUndo = false) {
    const from = { id: lead.stage_id, name: lead.stage, category: lead.status }
    const patch = { stage_id: to.id, ...(reason === undefined ? {} : { lost_reason: reason }) }
    const shown = {
      stage_id: to.id,
      stage: to.name,
      status: to.category,
      stage_entered_at: new Date().toISOString(),
      lost_reason: reason ?? null,
    }
    try {
      const isMoved = await save({ patch, version: lead.version, shown })
      if (!isMoved || isUndo) return
      showToast({
        message: `${lead.name} moved to ${to.name}`,
        ...(from.category === 'lost'
          ? {}
          : { action: { label: 'Undo', run: () => void move(from, undefined, true) } }),
      })
    } catch (problem) {
      showToast({ message: `Not moved: ${(problem as Error).message}`, tone: 'problem' })
    }
  }

  return (
    <div className={classes.stages}>
      <ol className={classes.steps} aria-label="Stage">
        {steps.map((stage, index) => {
          const state = isLost ? 'ahead' : index < current ? 'done' : index === current ? 'now' : 'ahead'
          const isConverted = stage.category === 'converted'
          return (
            <li key={stage.id} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
              <Tooltip label={CONVERSION} disabled={!isConverted || state === 'now'}>
                <button
                  type="button"
                  className={classes.step}
                  aria-disabled={!mayMove || isConverted || state === 'now' || undefined}
                  aria-label={
                    state === 'now' || !mayMove
                      ? undefined
                      : isConverted
                        ? `${stage.name}. ${CONVERSION}`
                        : `Move to ${stage.name}`
                  }
                  onClick={() => mayMove && !isConverted && state !== 'now' && void move(stage)}
                >
                  {stage.name}
                </button>
              </Tooltip>
              {state === 'now' && (
                <span className={classes.since}>
                  <When at={lead.stage_entered_at} />
                </span>
              )}
            </li>
          )
        })}
      </ol>
      <div className={classes.foot} data-lost={isLost || undefined}>
        {isLost ? (
          <p className={classes.lost}>
            <StageRing category="lost" />
            <b>Lost</b>
            <When at={lead.stage_entered_at} />
            {lead.lost_reason && <span>· {lead.lost_reason}</span>}
          </p>
        ) : (
          <p className={classes.now}>
            <b>{lead.stage}</b> <When at={lead.stage_entered_at} />
          </p>
        )}
        {mayMove && (
          <Menu position="bottom-end">
            <Menu.Target>
              <button type="button" className={classes.move}>
                Move
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {steps.map(stage => (
                <Menu.Item
                  key={stage.id}
                  leftSection={<StageRing category={stage.category} />}
                  disabled={stage.id === lead.stage_id || stage.category === 'converted'}
                  onClick={() => void move(stage)}
                >
                  {stage.name}
                </Menu.Item>
              ))}
              {lost && !isLost && (
                <>
                  <Menu.Divider />
                  <Menu.Item leftSection={<StageRing category="lost" />} onClick={() => setLosing(true)}>
                    Lost…
                  </Menu.Item>
                </>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {lost && (
        <LeadLostDialog
          name={lead.name}
          isOpen={isLosing}
          onClose={() => setLosing(false)}
          onLose={reason => {
            setLosing(false)
            void move(lost, reason)
          }}
        />
      )}
    </div>
  )
}
