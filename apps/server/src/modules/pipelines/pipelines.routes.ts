import { Type } from 'typebox'
import type { Http } from '../../platform/http/server.ts'
import type { StageCatalogue } from './stage-catalogue.ts'

const Stage = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  category: Type.Enum(['new', 'contacted', 'qualified', 'converted', 'lost']),
  position: Type.Integer(),
  win_probability: Type.Integer({ minimum: 0, maximum: 100, description: 'Percent' }),
  stale_after_days: Type.Union([Type.Integer(), Type.Null()]),
  enter_on_first_contact: Type.Boolean(),
})

const PipelineList = Type.Object({
  data: Type.Array(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      project_type: Type.Union([Type.String(), Type.Null()]),
      stages: Type.Array(Stage),
    }),
  ),
})

export function pipelineRoutes(http: Http, catalogue: StageCatalogue): void {
  http.get(
    '/crm/pipelines',
    {
      config: { access: { module: 'CRM', action: 'view' } },
      schema: {
        tags: ['Pipelines'],
        summary: 'Pipelines with their stages',
        response: { 200: PipelineList },
      },
    },
    async () => ({
      data: (await catalogue.pipelines()).map(({ stages, ...pipeline }) => ({
        ...pipeline,
        stages: [...stages],
      })),
    }),
  )
}
