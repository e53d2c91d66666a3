import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LeadApp, openLeadApp } from '../../../test/lead-app.ts'

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp()
})
afterAll(() => firm.close())

interface Pipelines {
  data: {
    name: string
    project_type: string | null
    stages: { name: string; category: string; enter_on_first_contact: boolean }[]
  }[]
}

test('the four pipelines of the firm, their stages in order', async () => {
  const { status, json } = await (await firm.as('employee')).get<Pipelines>('/crm/pipelines')
  expect(status).toBe(200)
  const stages = json.data.map(({ name, project_type, stages }) => [
    name,
    project_type,
    stages.map(stage => stage.name),
  ])
  expect(stages).toEqual([
    ['Standard', null, ['New', 'Contacted', 'Qualified', 'Converted', 'Lost']],
    ['Residential', 'residential', ['Inquiry', 'Home Visit', 'Quote Sent', 'Converted', 'Lost']],
    [
      'Commercial',
      'commercial',
      ['Inquiry', 'Design Pitch', 'Negotiation', 'Contract Signed', 'Converted', 'Lost'],
    ],
    [
      'High budget',
      'high_budget',
      [
        'Inquiry',
        'Site Consultation',
        'Concept Presentation',
        'Proposal',
        'Contract Signed',
        'Converted',
        'Lost',
      ],
    ],
  ])
})

test('each begins as new, ends as converted or lost, and only Contacted is entered by a first contact', async () => {
  const { json } = await (await firm.as('admin')).get<Pipelines>('/crm/pipelines')
  for (const { stages } of json.data) {
    expect(stages[0]?.category).toBe('new')
    expect(stages.slice(-2).map(stage => stage.category)).toEqual(['converted', 'lost'])
  }
  const entered = json.data.flatMap(({ name, stages }) =>
    stages.filter(stage => stage.enter_on_first_contact).map(stage => `${name}: ${stage.name}`),
  )
  expect(entered).toEqual(['Standard: Contacted'])
})

test('who sees no leads sees no pipelines', async () => {
  expect((await (await firm.as('designer')).get('/crm/pipelines')).status).toBe(403)
})
