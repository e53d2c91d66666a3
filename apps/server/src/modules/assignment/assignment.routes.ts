import type { Database } from '../../platform/database/database.ts'
import type { Http } from '../../platform/http/server.ts'
import { audit, type People } from '../access/index.ts'
import type { LeadsDoor } from '../leads/index.ts'
import type { Assigner } from './assigner.ts'
import { Plan, PlanBody, RunAnswer, RunBody, Simulation, Trial } from './assignment.schemas.ts'
import { readPlan } from './plan.repository.ts'
import { changePlan, checkPlan, toPlan } from './plan.service.ts'

export interface AssignmentRoutesNeeds {
  db: Database
  people: People
  leads: LeadsDoor
  assigner: Assigner
}

const config = { access: { module: 'CRM', action: 'configure_assignment' } } as const
const tags = ['Assignment']

export function assignmentRoutes(http: Http, { db, people, leads, assigner }: AssignmentRoutesNeeds): void {
  http.get(
    '/crm/assignment',
    {
      config,
      schema: { tags, summary: 'The rules by which leads find their owners', response: { 200: Plan } },
    },
    async () => toPlan(await readPlan(db)),
  )

  http.put(
    '/crm/assignment',
    {
      config,
      schema: {
        tags,
        summary: 'Replace the rules; 409 when somebody else has changed them since `version`',
        body: PlanBody,
        response: { 200: Plan },
      },
    },
    async request => {
      const { principal, ip, id } = request
      return changePlan(
        {
          db,
          people,
          leads: leads.assignment,
          audit: (tx, details) =>
            audit(tx, {
              userId: principal.userId,
              action: 'changed_assignment',
              module: 'CRM',
              recordType: 'assignment',
              ip,
              requestId: id,
              ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
              details,
            }),
        },
        principal,
        request.body,
      )
    },
  )

  http.post(
    '/crm/assignment/simulation',
    {
      config,
      schema: {
        tags,
        summary: 'Who would have got the last 500 leads by these rules; nothing is saved',
        body: Trial,
        response: { 200: Simulation },
      },
    },
    async request => {
      const { principal, body } = request
      await checkPlan({ db, people, leads: leads.assignment }, principal, body)
      const { data, ...tried } = await assigner.simulate(body)
      const names = await leads.reader.namesOf(
        principal,
        data.map(one => one.lead_id),
      )
      const persons = await people.all()
      const shares = new Map<number, { leads: number; now: number }>()
      const count = (id: number | null, what: 'leads' | 'now') => {
        if (id === null) return
        const share = shares.get(id) ?? { leads: 0, now: 0 }
        share[what] += 1
        shares.set(id, share)
      }
      for (const one of data) {
        count(one.owner_id, 'leads')
        count(one.now_owner_id, 'now')
      }
      return {
        ...tried,
        people: [...shares]
          .map(([id, share]) => ({ id, name: persons.get(id)?.name ?? '', ...share }))
          .sort((a, b) => b.leads - a.leads || a.id - b.id),
        data: data.flatMap(one => {
          const name = names.get(one.lead_id)
          return name === undefined ? [] : [{ ...one, name }]
        }),
      }
    },
  )

  http.post(
    '/crm/assignment/runs',
    {
      config,
      schema: {
        tags,
        summary: 'Assign leads that are nobody’s by the rules; a lead that has an owner keeps them',
        body: RunBody,
        response: { 200: RunAnswer },
      },
    },
    async request => {
      const { principal, body, ip, id } = request
      // Whose reach is not everything runs it on what they see.
      const seen = await leads.reader.namesOf(principal, body.lead_ids)
      const data = await db.inTransaction(async tx => {
        const done = await assigner.assign(tx, [...seen.keys()])
        audit(tx, {
          userId: principal.userId,
          action: 'ran_assignment',
          module: 'CRM',
          recordType: 'assignment',
          ip,
          requestId: id,
          ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
          details: { leads: done.length },
        })
        return done
      })
      return { data }
    },
  )
}
