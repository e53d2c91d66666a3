import { answer, api } from '../../lib/api.ts'
import type { NextAction } from './api.ts'

/** Leads that are asked about within so many ms go in one question. */
const GATHER_MS = 20
/** The server tells of so many at once. */
const MOST_AT_ONCE = 50

interface Question {
  leadId: number
  resolve: (actions: NextAction[]) => void
  reject: (problem: unknown) => void
}

let gathered: Question[] = []

/** The suggestions for a lead, asked for together with all that are asked about at the same time; none of a lead out of reach. */
export function askTogether(leadId: number): Promise<NextAction[]> {
  return new Promise((resolve, reject) => {
    if (gathered.length === 0) setTimeout(askAll, GATHER_MS)
    gathered.push({ leadId, resolve, reject })
  })
}

function askAll(): void {
  const questions = gathered
  gathered = []
  for (let first = 0; first < questions.length; first += MOST_AT_ONCE)
    void ask(questions.slice(first, first + MOST_AT_ONCE))
}

async function ask(questions: readonly Question[]): Promise<void> {
  try {
    const query = { lead_id: [...new Set(questions.map(one => one.leadId))] }
    const { data } = await answer(api.GET('/crm/next-actions', { params: { query } }))
    const found = new Map(data.map(one => [one.lead_id, one.actions]))
    for (const { leadId, resolve } of questions) resolve(found.get(leadId) ?? [])
  } catch (problem) {
    for (const { reject } of questions) reject(problem)
  }
}
