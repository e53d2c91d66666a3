import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import { idempotent } from '../../platform/http/idempotency.ts'
import { sendJson } from '../../platform/http/send-json.ts'
import type { Http } from '../../platform/http/server.ts'
import { etag, parseIfMatch } from '../../platform/http/versions.ts'
import type { Author, LeadRow } from '../leads/index.ts'
import type { BoardService } from './board.service.ts'
import type { MoveService } from './move.service.ts'
import {
  Board,
  BoardParams,
  BoardQuery,
  LeadIdParams,
  MoveBody,
  Moved,
  PipelineList,
  SleepBody,
} from './pipelines.schemas.ts'
import type { StageCatalogue } from './stage-catalogue.ts'

export interface PipelineRoutesNeeds {
  db: Database
  crypto: Crypto
  catalogue: StageCatalogue
  boards: BoardService
  moves: MoveService
}

const may = (action: 'view' | 'move') => ({ access: { module: 'CRM', action } }) as const
const tags = ['Pipelines']

const Repeatable = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Makes a repeat answer as the first call did' }),
  ),
  'if-match': Type.Optional(Type.String({ description: 'The version the move was made on' })),
})

export const authorOf = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function pipelineRoutes(http: Http, needs: PipelineRoutesNeeds): void {
  const { db, crypto, catalogue, boards, moves } = needs

  http.get(
    '/crm/pipelines',
    {
      config: may('view'),
      schema: { tags, summary: 'Pipelines with their stages', response: { 200: PipelineList } },
    },
    async () => ({
      data: (await catalogue.pipelines()).map(({ stages, ...pipeline }) => ({
        ...pipeline,
        stages: [...stages],
      })),
    }),
  )

  http.get(
    '/crm/boards/:pipelineId',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'The board of a pipeline, or of all: columns with figures and their topmost cards',
        params: BoardParams,
        querystring: BoardQuery,
        response: { 200: Board },
      },
    },
    async (request, reply) =>
      sendJson(reply, await boards.read(request.principal, request.params.pipelineId, request.query)),
  )

  http.patch(
    '/crm/pipelines/:leadId',
    {
      config: may('move'),
      schema: {
        tags,
        summary: 'Move a lead to a stage, and to a place in it',
        headers: Repeatable,
        params: LeadIdParams,
        body: MoveBody,
        response: { 200: Moved },
      },
    },
    async (request, reply) => {
      const by = authorOf(request)
      const base = parseIfMatch(request.headers['if-match'])
      const answer = await moves.untilPlaced(() =>
        idempotent(request, db, crypto, async tx => ({
          status: 200,
          body: await moves.move(tx, by, request.params.leadId, request.body, base),
        })),
      )
      return reply.header('etag', etag(answer.body.version)).send(answer.body)
    },
  )

  const answerRow = async (row: LeadRow) => moves.toMoved(row)

  http.put(
    '/crm/pipelines/:leadId/sleep',
    {
      config: may('move'),
      schema: {
        tags,
        summary: 'Fold a lead away until a day; it wakes by itself',
        params: LeadIdParams,
        body: SleepBody,
        response: { 200: Moved },
      },
    },
    async request =>
      answerRow(
        await db.inTransaction(tx => moves.sleep(tx, authorOf(request), request.params.leadId, request.body)),
      ),
  )

  http.delete(
    '/crm/pipelines/:leadId/sleep',
    {
      config: may('move'),
      schema: {
        tags,
        summary: 'Wake a lead',
        params: LeadIdParams,
        response: { 200: Moved },
      },
    },
    async request =>
      answerRow(await db.inTransaction(tx => moves.wake(tx, authorOf(request), request.params.leadId))),
  )
}
