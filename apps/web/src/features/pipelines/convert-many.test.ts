import { expect, test } from 'vitest'
import { columnsOf, isComplete, type LackingLead, partsOf, toConvert } from './convert-many.ts'

const lead = (lead_id: number, fields: Partial<LackingLead> = {}): LackingLead => ({
  ...{ lead_id, name: `Lead ${lead_id}`, version: 3, missing: ['budget', 'project_type'] },
  missing_with: { residential: ['budget'], commercial: ['budget', 'signed_quote'], high_budget: [] },
  quote_to_sign: { id: 7, version: 1, amount: 5, currency: 'INR' },
  ...fields,
})
const [TYPE, BUDGET, FILE] = [
  'fields.project_type',
  'fields.budget',
  'evidence.signed_quote.file_id',
] as const

test.each([
  [{}, [TYPE, BUDGET]],
  [{ [TYPE]: 'residential' }, [TYPE, BUDGET]],
  [{ [TYPE]: 'commercial' }, [TYPE, BUDGET, FILE]],
])('with %j typed in it is asked for %j', (typed, parts) => {
  expect(partsOf(lead(1), typed)).toEqual(parts)
  expect(isComplete(lead(1), typed)).toBe(false)
})

test('only what is complete goes, with the quote that it signs and nothing that is not asked for any more', () => {
  const leads = [lead(1), lead(2), lead(3, { missing: ['budget'], missing_with: null })]
  const typed = new Map<number, Record<string, string>>([
    [1, { [TYPE]: 'commercial', [BUDGET]: '90', [FILE]: '4' }],
    [2, { [TYPE]: 'commercial', [BUDGET]: '90' }],
    [3, { [BUDGET]: '10', [FILE]: '4' }],
  ])
  expect(columnsOf(leads, typed)).toEqual([TYPE, BUDGET, FILE])
  const told = { leads, refusals: [{ lead_id: 9, name: 'Lost', reason: 'It is lost' }] }
  const given = [
    {
      ...{ lead_id: 1, version: 3, fields: { project_type: 'commercial', budget: 90 } },
      evidence: { signed_quote: { file_id: 4, quote_id: 7 } },
    },
    { lead_id: 3, version: 3, fields: { budget: 10 } },
  ]
  expect(toConvert({ ids: [1, 2, 3, 8, 9] }, told, typed)).toEqual({ selection: { ids: [1, 3, 8] }, given })
  expect(toConvert({ filters: {}, except: [5] }, told, typed)).toEqual({
    selection: { filters: {}, except: [5, 2, 9] },
    given,
  })
})
