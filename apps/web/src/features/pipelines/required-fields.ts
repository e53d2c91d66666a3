import { EVIDENCE_PARTS, evidenceOf, type Given } from './evidence.ts'

/** Fields that a stage may ask for, as forms call them. */
export const FIELD_LABELS: Readonly<Record<string, string>> = {
  email: 'E-mail',
  phone: 'Phone',
  address: 'Address',
  location: 'City',
  project_type: 'Project type',
  property_type: 'Property type',
  configuration: 'Configuration',
  carpet_area_sqft: 'Carpet area, sq ft',
  budget: 'Budget',
  style: 'Style',
  possession_date: 'Possession date',
  source: 'Source',
  assigned_to: 'Owner',
}

export const isNumber = (field: string): boolean => field === 'budget' || field === 'carpet_area_sqft'

/** What a part is called: `fields.budget`, `evidence.signed_quote.amount`. */
export const partLabel = (path: string): string => {
  const field = path.replace('fields.', '')
  return FIELD_LABELS[field] ?? EVIDENCE_PARTS[path] ?? field
}

/** What was filled in, by path, as a move or a conversion takes it. */
export function givenOf(values: Readonly<Record<string, string>>): Given {
  const fields = Object.entries(values).flatMap(([path, value]) => {
    const field = path.replace('fields.', '')
    if (field === path) return []
    return [[field, isNumber(field) || field === 'assigned_to' ? Number(value) : value.trim()]]
  })
  const evidence = evidenceOf(values)
  return {
    ...(evidence && { evidence }),
    ...(values.note && { note: values.note.trim() }),
    ...(fields.length > 0 && { fields: Object.fromEntries(fields) }),
  }
}
