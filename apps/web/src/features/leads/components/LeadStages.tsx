import { Menu } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useEffectEvent } from 'react'
import { askLoss, type Loss } from '../../../lib/ask-loss.ts'
import { useCan } from '../../../lib/can.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { moveByArrows } from '../../../ui/move-by-arrows.ts'
import { StageRing } from '../../../ui/StageRing.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { leadKeys, pipelinesQuery } from '../api.ts'
import type { Lead, Stage } from '../lead.ts'
import { useLeadEditing } from '../use-lead-editor.ts'
import classes from './LeadStages.module.css'

const LeadLoss = lazy(async () => ({ default: (await import('./LeadLoss.tsx')).LeadLoss }))

type Target = Pick<Stage, 'id' | 'name' | 'category'>

export interface LeadStagesProps {
  /** Asks for what the stage that refused the lead wants to know, and moves it: its version then, null when it was left where it is.
   *  Throws the refusal when there is nothing to ask for. */
  onRefused?:
    | ((
        lead: Lead,
        to: Target,
        refusal: unknown,
        given: Partial<Loss>,
      ) => Promise<{ version: number } | null>)
    | undefined
  /** Makes a client of the lead: its version then, null when the person leaves it. Throws when that cannot be. */
  onConvert?: ((lead: Lead, to: Target) => Promise<{ version: number } | null>) | undefined
  /** Whether the lead is to be lost: then it is asked why. */
  isLosing: boolean
  onLosing: (isLosing: boolean) => void
}

/** How far the lead is, and where it can go. */
export function LeadStages({ onRefused, onConvert, isLosing, onLosing: setLosing }: LeadStagesProps) {
  const client = useQueryClient()
  const { lead, save, isReadOnly } = useLeadEditing()
  const can = useCan()
  const pipelines = useQuery(pipelinesQuery).data
  const stages = pipelines?.find(pipeline => pipeline.id === lead.pipeline_id)?.stages ?? []
  const steps = stages.filter(stage => stage.category !== 'lost')
  const lost = stages.find(stage => stage.category === 'lost')
  const isLost = lead.status === 'lost'
  const current = steps.findIndex(stage => stage.id === lead.stage_id)
  const isClient = lead.status === 'converted'
  const mayMove = can('CRM', 'move') && !isReadOnly && !isClient
  const mayConvert = can('CRM', 'convert') && onConvert !== undefined && !isReadOnly && !isClient && !isLost
  const mayGo = (stage: Stage) => (stage.category === 'converted' ? mayConvert : mayMove)
  const go = (stage: Stage) => void (stage.category === 'converted' ? convert(stage) : move(stage))

  async function lose() {
    const loss = lost && (await askLoss(lead.name))
    if (loss) await move(lost, loss)
  }
  const loseNow = useEffectEvent(() => {
    setLosing(false)
    void lose()
  })
  useEffect(() => {
    if (isLosing) loseNow()
  }, [isLosing])

  async function move(to: Target, loss?: Loss, undoes?: { version: number }) {
    const from = { id: lead.stage_id, name: lead.stage, category: lead.status }
    const said = {
      lost_reason: loss?.lost_reason ?? null,
      competitor: loss?.competitor ?? null,
      lost_note: loss?.note ?? null,
    }
    const patch = { stage_id: to.id, ...(loss && said) }
    const shown = {
      stage_id: to.id,
      stage: to.name,
      status: to.category,
      stage_entered_at: new Date().toISOString(),
      ...said,
    }
    let moved: { version: number } | null = lead
    try {
      if (!(await save({ patch, version: undoes?.version ?? lead.version, shown }))) return
    } catch (problem) {
      moved = await enter(to, problem as Error, loss)
    }
    if (!moved || undoes) return
    const { version } = moved
    showToast({
      message: `${lead.name} moved to ${to.name}`,
      ...(from.category === 'lost'
        ? {}
        : { action: { label: 'Undo', run: () => void move(from, undefined, { version }) } }),
    })
  }

  async function convert(to: Target) {
    try {
      const converted = await onConvert?.(lead, to)
      if (converted) await client.invalidateQueries({ queryKey: leadKeys.one(lead.id) })
    } catch (problem) {
      const { message } = problem as Error
      const said = problem instanceof ProblemError ? problem.errors[0]?.message : undefined
      showToast({ message: `Not converted: ${said ?? message}`, tone: 'problem' })
    }
  }

  /** The stage said no: perhaps it only wants to know something. */
  async function enter(
    to: Target,
    problem: Error,
    loss: Loss | undefined,
  ): Promise<{ version: number } | null> {
    try {
      if (!onRefused) throw problem
      const moved = await onRefused(lead, to, problem.cause, loss ?? {})
      if (moved) await client.invalidateQueries({ queryKey: leadKeys.one(lead.id) })
      return moved
    } catch (last) {
      showToast({
        message: `Not moved: ${(last === problem.cause ? problem : (last as Error)).message}`,
        tone: 'problem',
      })
      return null
    }
  }

  return (
    <div className={classes.stages}>
      <ol className={classes.steps} aria-label="Stage" onKeyDown={moveByArrows}>
        {steps.map((stage, index) => {
          const state = isLost ? 'ahead' : index < current ? 'done' : index === current ? 'now' : 'ahead'
          return (
            <li key={stage.id} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
              <button
                type="button"
                className={classes.step}
                // One stop of the Tab key: the arrows go from stage to stage.
                tabIndex={index === (isLost ? 0 : Math.max(0, current)) ? 0 : -1}
                aria-disabled={!mayGo(stage) || state === 'now' || undefined}
                aria-label={state === 'now' || !mayGo(stage) ? undefined : `Move to ${stage.name}`}
                onClick={() => mayGo(stage) && state !== 'now' && go(stage)}
              >
                {stage.name}
              </button>
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
                  disabled={stage.id === lead.stage_id || !mayGo(stage)}
                  onClick={() => go(stage)}
                >
                  {stage.name}
                </Menu.Item>
              ))}
              {lost && !isLost && (
                <>
                  <Menu.Divider />
                  <Menu.Item leftSection={<StageRing category="lost" />} onClick={() => void lose()}>
                    Lost…
                  </Menu.Item>
                </>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {isLost && (
        <Suspense fallback={null}>
          <LeadLoss lead={lead} mayReopen={mayMove} />
        </Suspense>
      )}
    </div>
  )
}
