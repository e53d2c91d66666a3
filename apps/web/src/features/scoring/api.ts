import type { paths } from '@optimwalls/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from '../../lib/api.ts'

type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Answer } } } }
}
  ? Answer
  : never

/** The score of a lead with its reasons. */
export type LeadScore = Read<'/crm/leads/{id}/score'>
/** How the firm scores. */
export type ScoringSettings = Read<'/crm/settings/scoring'>
export type Attribute = ScoringSettings['attributes'][number]
/** What was learned, and how good it is. */
export type ModelCard = Read<'/crm/scoring/models'>['data'][number]

/** `score` is that of the lead: another one is another answer. */
export const leadScoreQuery = (id: number, score: number | null) =>
  queryOptions({
    queryKey: ['lead-score', id, score],
    queryFn: ({ signal }): Promise<LeadScore> =>
      answer(api.GET('/crm/leads/{id}/score', { params: { path: { id } }, signal })),
    placeholderData: before => (before?.lead_id === id ? before : undefined),
  })

export const scoreBandsQuery = queryOptions({
  queryKey: ['setup', 'score-bands'],
  queryFn: ({ signal }) => answer(api.GET('/crm/score-bands', { signal })),
  staleTime: 300_000,
})

export const scoringSettingsQuery = queryOptions({
  queryKey: ['settings', 'scoring'],
  queryFn: ({ signal }): Promise<ScoringSettings> => answer(api.GET('/crm/settings/scoring', { signal })),
})

export const saveScoringSettings = (body: ScoringSettings): Promise<ScoringSettings> =>
  answer(api.PUT('/crm/settings/scoring', { body }))

export const previewKey = ['settings', 'scoring', 'preview'] as const

export type ScoringPreview =
  paths['/crm/settings/scoring/preview']['post']['responses']['200']['content']['application/json']

/** What other settings would make of the newest open leads. */
export const scoringPreviewQuery = (body: ScoringSettings) =>
  queryOptions({
    queryKey: [...previewKey, body],
    queryFn: ({ signal }) => answer(api.POST('/crm/settings/scoring/preview', { body, signal })),
    placeholderData: before => before,
    retry: false,
  })

export const modelsQuery = queryOptions({
  queryKey: ['settings', 'scoring', 'models'],
  queryFn: async ({ signal }): Promise<ModelCard[]> =>
    (await answer(api.GET('/crm/scoring/models', { signal }))).data,
})

/** While one is being learned it is looked for so often. */
export const LOOK_FOR_MODEL_MS = 2000

export const trainModel = () => answer(api.POST('/crm/scoring/models'))
