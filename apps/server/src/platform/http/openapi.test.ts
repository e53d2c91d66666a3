import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { buildTestHttp } from './test-server.ts'

test('the document has each route with who may call it and what may go wrong', async () => {
  const { http } = await buildTestHttp()
  const params = Type.Object({ id: Type.Integer() })
  const Lead = Type.Object({ name: Type.Union([Type.String(), Type.Null()]) })
  const edit = { module: 'CRM', action: 'edit' } as const
  const schema = { summary: 'Change a lead', params, body: Lead, response: { 200: Lead } }
  http.patch('/crm/leads/:id', { config: { access: edit }, schema }, async request => request.body)
  http.get('/open', { config: { access: 'public' } }, async () => 'ok')

  const document = (await http.inject({ url: '/openapi.json' })).json()
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths).sort()).toEqual(['/crm/leads/{id}', '/open'])
  const operation = document.paths['/crm/leads/{id}'].patch
  expect(operation).toMatchObject({
    summary: 'Change a lead',
    'x-access': edit,
    security: [{ session: [] }, { apiKey: [] }],
  })
  expect(Object.keys(operation.responses)).toEqual([
    '200',
    '400',
    '401',
    '403',
    '404',
    '413',
    '415',
    'default',
  ])
  expect(operation.responses[403].content['application/problem+json'].schema).toEqual({
    $ref: '#/components/schemas/Problem',
  })
  expect(operation.requestBody.content['application/json'].schema.additionalProperties).toBe(false)
  expect(document.components.schemas.Problem.properties.type.enum).toContain('edit-conflict')
  expect(document.paths['/open'].get).toMatchObject({ 'x-access': 'public', security: [] })
})

test('the documentation is a page under a policy of its own', async () => {
  const { http } = await buildTestHttp()
  const page = await http.inject({ url: '/docs' })
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.headers['content-security-policy']).toContain("script-src 'self'")
})
