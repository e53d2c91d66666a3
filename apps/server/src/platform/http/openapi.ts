import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema } from 'fastify'
import type { Access } from './access.ts'
import { ERROR_TYPES } from './error-types.ts'
import { DOCS_POLICY } from './security-headers.ts'
import { sendJson } from './send-json.ts'

/** Where the documentation stands. */
export const DOCS_PREFIX = '/docs'

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status'],
  description: 'What went wrong (RFC 9457). Each type is explained in docs/errors.md.',
  properties: {
    type: { type: 'string', enum: Object.keys(ERROR_TYPES) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'A sentence about this occurrence' },
    errors: {
      type: 'array',
      description: 'Each field that was refused',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    request_id: { type: 'string' },
  },
} as const

/** What we add to the schema of a route; it comes out on the operation. */
type DocumentedSchema = FastifySchema & { 'x-access'?: unknown }

interface Operation {
  'x-access'?: unknown
  parameters?: unknown[]
  requestBody?: unknown
  responses?: Record<string, unknown>
}

/** `GET /openapi.json` (3.1) from the schemas of the routes, with who may call each, and `GET /docs` to read it. Call it before
 *  the routes. */
export async function serveOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'OptimWalls CRM', version, description: 'Money is in major units, times are UTC.' },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'optimwalls.session_token' },
          apiKey: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: { ...schema, ...documentAccess(route.config?.access) } as FastifySchema,
    }),
    transformObject: document => {
      const api = ('openapiObject' in document ? document.openapiObject : {}) as Record<string, never>
      return documentProblems(api) as never
    },
  })
  await app.register(swaggerUi, { routePrefix: DOCS_PREFIX, staticCSP: DOCS_POLICY })

  let document: string | undefined
  app.get('/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger())
    return sendJson(reply, document)
  })
}

function documentAccess(access: Access | undefined): DocumentedSchema & { security: object[] } {
  const security = access === 'public' ? [] : [{ session: [] }, { apiKey: [] }]
  return { 'x-access': access, security }
}

/** Adds to each operation the problems that it may answer with. */
function documentProblems(api: { components?: object; paths?: object }): object {
  for (const path of Object.values(api.paths ?? {})) {
    for (const operation of Object.values(path as Record<string, Operation>)) {
      operation.responses = { ...operation.responses, ...problemsOf(operation) }
    }
  }
  const components = api.components as { schemas?: object } | undefined
  return { ...api, components: { ...components, schemas: { ...components?.schemas, Problem: PROBLEM } } }
}

function problemsOf(operation: Operation): Record<string, unknown> {
  const access = operation['x-access']
  const statuses: [number, string][] = []
  if (operation.parameters || operation.requestBody) statuses.push([400, 'A value is missing or wrong'])
  if (access !== 'public') statuses.push([401, 'Not signed in'])
  if (typeof access === 'object') statuses.push([403, 'Not allowed'])
  if (operation.parameters?.some(isInPath)) statuses.push([404, 'Not there, or not for the caller to see'])
  if (operation.requestBody) statuses.push([413, 'The body is too large'], [415, 'Not JSON'])
  const named = statuses.map(([status, description]) => [status, problem(description)])
  return { ...Object.fromEntries(named), default: problem('Any other problem') }
}

function isInPath(parameter: unknown): boolean {
  return (parameter as { in?: unknown }).in === 'path'
}

function problem(description: string): object {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description, content: { 'application/problem+json': { schema } } }
}
