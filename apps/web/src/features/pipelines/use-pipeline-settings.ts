import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'
import { ProblemError } from '../../lib/problem.ts'
import { showAnswer } from '../../lib/show-at-once.ts'
import { showToast } from '../../ui/toast.ts'
import { boardKeys, pipelinesQuery } from './api.ts'
import type { PipelineSettings, StageSettings } from './board.ts'

export type OpenCategory = 'new' | 'contacted' | 'qualified'
export type ProjectType = 'residential' | 'commercial' | 'high_budget'

/** What may be changed of a stage. */
export type StageChange = Partial<
  Pick<
    StageSettings,
    | 'name'
    | 'colour'
    | 'win_probability'
    | 'stale_after_days'
    | 'enter_on_first_contact'
    | 'required_fields'
    | 'next_stage_ids'
    | 'note_required'
  >
> & { category?: OpenCategory }

/** One change of the set-up. */
export type SettingsChange =
  | { kind: 'add-pipeline'; name: string; projectType: ProjectType }
  | { kind: 'rename-pipeline'; id: number; name: string }
  | { kind: 'remove-pipeline'; id: number }
  | { kind: 'order'; id: number; stageIds: number[] }
  | { kind: 'add-stage'; id: number; name: string; category: OpenCategory }
  | { kind: 'change-stage'; id: number; stageId: number; change: StageChange }
  | { kind: 'remove-stage'; id: number; stageId: number; moveTo: number | undefined }

/** Changes how pipelines are set up; what is refused is said. */
export function useSettingsChange() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: SettingsChange) => send(change),
    onSuccess(pipelines) {
      showAnswer(client, boardKeys.settings, pipelines)
      void client.invalidateQueries({ queryKey: pipelinesQuery.queryKey })
      void client.invalidateQueries({ queryKey: boardKeys.all })
    },
    onError(problem) {
      const said = problem instanceof ProblemError ? problem.errors[0]?.message : undefined
      showToast({ message: `Not saved: ${said ?? problem.message}`, tone: 'problem' })
    },
  })
}

async function send(change: SettingsChange): Promise<PipelineSettings[]> {
  const { data } = await request(change)
  return data
}

function request(change: SettingsChange): Promise<{ data: PipelineSettings[] }> {
  switch (change.kind) {
    case 'add-pipeline':
      return answer(
        api.POST('/crm/settings/pipelines', {
          body: { name: change.name, project_type: change.projectType },
        }),
      )
    case 'rename-pipeline':
      return answer(
        api.PATCH('/crm/settings/pipelines/{id}', {
          params: { path: { id: change.id } },
          body: { name: change.name },
        }),
      )
    case 'remove-pipeline':
      return answer(api.DELETE('/crm/settings/pipelines/{id}', { params: { path: { id: change.id } } }))
    case 'order':
      return answer(
        api.PUT('/crm/settings/pipelines/{id}/order', {
          params: { path: { id: change.id } },
          body: { stage_ids: change.stageIds },
        }),
      )
    case 'add-stage':
      return answer(
        api.POST('/crm/settings/pipelines/{id}/stages', {
          params: { path: { id: change.id } },
          body: { name: change.name, category: change.category },
        }),
      )
    case 'change-stage':
      return answer(
        api.PATCH('/crm/settings/pipelines/{id}/stages/{stageId}', {
          params: { path: { id: change.id, stageId: change.stageId } },
          body: change.change as never,
        }),
      )
    case 'remove-stage':
      return answer(
        api.DELETE('/crm/settings/pipelines/{id}/stages/{stageId}', {
          params: {
            path: { id: change.id, stageId: change.stageId },
            query: change.moveTo === undefined ? {} : { move_to: change.moveTo },
          },
        }),
      )
  }
}
