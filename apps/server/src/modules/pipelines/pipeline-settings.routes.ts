import type { FastifyRequest } from 'fastify'
import type { Database, Transaction } from '../../platform/database/database.ts'
import type { Http } from '../../platform/http/server.ts'
import type { LeadBoard } from '../leads/index.ts'
import type { PipelineSettings } from './pipeline-settings.service.ts'
import type { PipelineAudit } from './pipelines.neighbours.ts'
import { authorOf } from './pipelines.routes.ts'
import {
  PipelineCreate,
  PipelineIdParams,
  PipelinePatch,
  RemovalQuery,
  SettingsList,
  StageCreate,
  StageOrder,
  StageParams,
  StagePatch,
} from './pipelines.schemas.ts'
import type { StageCatalogue } from './stage-catalogue.ts'

export interface PipelineSettingsRoutesNeeds {
  db: Database
  catalogue: StageCatalogue
  settings: PipelineSettings
  leads: LeadBoard
  audit: (tx: Transaction, entry: PipelineAudit) => void
}

const config = { access: { module: 'CRM', action: 'configure_pipelines' } } as const
const tags = ['Pipelines']

export function pipelineSettingsRoutes(http: Http, needs: PipelineSettingsRoutesNeeds): void {
  const { db, catalogue, settings, leads, audit } = needs

  async function list({ principal }: FastifyRequest) {
    const pipelines = await catalogue.pipelines()
    const stageIds = pipelines.flatMap(one => one.stages.map(stage => stage.id))
    const sums = await leads.sums(principal, stageIds, {})
    return {
      data: pipelines.map(({ stages, ...pipeline }) => ({
        ...pipeline,
        stages: stages.map(stage => ({ ...stage, leads: sums.get(stage.id)?.count ?? 0 })),
      })),
    }
  }

  /** Changes the set-up, notes who did, and answers with it as it is now. */
  async function change(
    request: FastifyRequest,
    action: string,
    recordId: number | null,
    work: (tx: Transaction, userId: number) => Promise<unknown>,
    details: Record<string, unknown> = {},
  ) {
    await db.inTransaction(async tx => {
      await work(tx, request.principal.userId)
      audit(tx, { ...authorOf(request), action, ...(recordId !== null && { pipelineId: recordId }), details })
    })
    await catalogue.renew()
    return list(request)
  }

  http.get(
    '/crm/settings/pipelines',
    { config, schema: { tags, summary: 'How pipelines are set up', response: { 200: SettingsList } } },
    list,
  )

  http.post(
    '/crm/settings/pipelines',
    {
      config,
      schema: {
        tags,
        summary: 'Add a pipeline for a project type that has none',
        body: PipelineCreate,
        response: { 201: SettingsList },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(
          await change(request, 'added_pipeline', null, (tx, userId) =>
            settings.addPipeline(tx, userId, request.body),
          ),
        ),
  )

  http.patch(
    '/crm/settings/pipelines/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Rename a pipeline, or put it elsewhere among the others',
        params: PipelineIdParams,
        body: PipelinePatch,
        response: { 200: SettingsList },
      },
    },
    request =>
      change(request, 'changed_pipeline', request.params.id, (tx, userId) =>
        settings.changePipeline(tx, userId, request.params.id, request.body),
      ),
  )

  http.delete(
    '/crm/settings/pipelines/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove a pipeline; its leads follow the standard one',
        params: PipelineIdParams,
        response: { 200: SettingsList },
      },
    },
    request =>
      change(request, 'removed_pipeline', request.params.id, (tx, userId) =>
        settings.removePipeline(tx, userId, request.params.id),
      ),
  )

  http.put(
    '/crm/settings/pipelines/:id/order',
    {
      config,
      schema: {
        tags,
        summary: 'Order the stages of a pipeline',
        params: PipelineIdParams,
        body: StageOrder,
        response: { 200: SettingsList },
      },
    },
    request =>
      change(request, 'ordered_stages', request.params.id, (tx, userId) =>
        settings.orderStages(tx, userId, request.params.id, request.body.stage_ids),
      ),
  )

  http.post(
    '/crm/settings/pipelines/:id/stages',
    {
      config,
      schema: {
        tags,
        summary: 'Add a stage',
        params: PipelineIdParams,
        body: StageCreate,
        response: { 201: SettingsList },
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(
          await change(request, 'added_stage', request.params.id, (tx, userId) =>
            settings.addStage(tx, userId, request.params.id, request.body),
          ),
        ),
  )

  http.patch(
    '/crm/settings/pipelines/:id/stages/:stageId',
    {
      config,
      schema: {
        tags,
        summary: 'Change a stage',
        params: StageParams,
        body: StagePatch,
        response: { 200: SettingsList },
      },
    },
    request => {
      const { id, stageId } = request.params
      return change(
        request,
        'changed_stage',
        id,
        (tx, userId) => settings.changeStage(tx, userId, id, stageId, request.body),
        { stage_id: stageId, fields: Object.keys(request.body) },
      )
    },
  )

  http.delete(
    '/crm/settings/pipelines/:id/stages/:stageId',
    {
      config,
      schema: {
        tags,
        summary: 'Remove a stage; says where its leads go',
        params: StageParams,
        querystring: RemovalQuery,
        response: { 200: SettingsList },
      },
    },
    request => {
      const { id, stageId } = request.params
      const { move_to } = request.query
      return change(
        request,
        'removed_stage',
        id,
        (tx, userId) => settings.removeStage(tx, userId, id, stageId, move_to),
        { stage_id: stageId, ...(move_to !== undefined && { move_to }) },
      )
    },
  )
}
