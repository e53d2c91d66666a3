import type { Http } from '../../../platform/http/server.ts'
import { author } from '../author.ts'
import type { FieldCatalogue } from './field-catalogue.ts'
import {
  Field,
  FieldCreate,
  FieldList,
  FieldOrder,
  FieldPatch,
  OptionRemoval,
  SettingParams,
} from './fields.schemas.ts'
import type { FieldService } from './fields.service.ts'
import type { LeadField } from './lead-field.ts'

const view = { access: { module: 'CRM', action: 'view' } } as const
const configure = { access: { module: 'CRM', action: 'configure_fields' } } as const
const tags = ['Lead settings']
const list = (fields: readonly LeadField[]) => ({ data: fields.map(field => ({ ...field })) })

export function fieldRoutes(http: Http, needs: { catalogue: FieldCatalogue; service: FieldService }): void {
  const { catalogue, service } = needs

  http.get(
    '/crm/settings/fields',
    {
      config: view,
      schema: { tags, summary: "The firm's own fields, in order", response: { 200: FieldList } },
    },
    async () => list(await catalogue.all()),
  )

  http.post(
    '/crm/settings/fields',
    {
      config: configure,
      schema: { tags, summary: 'Add a field', body: FieldCreate, response: { 201: Field } },
    },
    async (request, reply) => reply.code(201).send(await service.create(author(request), request.body)),
  )

  http.put(
    '/crm/settings/fields/order',
    {
      config: configure,
      schema: {
        tags,
        summary: 'Put the fields into another order',
        body: FieldOrder,
        response: { 200: FieldList },
      },
    },
    async request => list(await service.order(author(request), request.body.ids)),
  )

  http.patch(
    '/crm/settings/fields/:id',
    {
      config: configure,
      schema: {
        tags,
        summary: 'Change or archive a field',
        params: SettingParams,
        body: FieldPatch,
        response: { 200: Field },
      },
    },
    async request => service.update(author(request), request.params.id, request.body),
  )

  http.post(
    '/crm/settings/fields/:id/remove-option',
    {
      config: configure,
      schema: {
        tags,
        summary: 'Take an option away and say where its leads go',
        params: SettingParams,
        body: OptionRemoval,
        response: { 200: Field },
      },
    },
    async request => service.removeOption(author(request), request.params.id, request.body),
  )
}
