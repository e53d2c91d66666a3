/** What a column of a file can be taken for. `first_name` and `last_name` are joined to the name. */
export const IMPORT_FIELDS = [
  'name',
  'first_name',
  'last_name',
  'email',
  'phone',
  'further_phone',
  'address',
  'location',
  'language',
  'project_type',
  'property_type',
  'configuration',
  'carpet_area_sqft',
  'budget',
  'style',
  'possession_date',
  'source',
  'referred_by',
  'status',
  'lost_reason',
  'owner',
  'tags',
  'external_id',
  'created_at',
] as const
export type ImportField = (typeof IMPORT_FIELDS)[number]

// What other systems call these columns, letters and digits only. The first column that fits takes the field.
const CALLED: Record<ImportField, RegExp> = {
  name: /^(name|full ?name|lead ?name|contact ?name|customer( ?name)?|client( ?name)?)$/,
  first_name: /^(first|given) ?name$/,
  last_name: /^(last ?name|surname|family ?name)$/,
  email: /^(primary |work |e?mail 1 )?e ?mail( ?(address|id|1|value|work))?$/,
  phone: /^(primary |work )?(mobile|phone|cell|contact)( ?(number|no|phone|1|work|mobile))?$|^whats ?app/,
  further_phone:
    /^(other|alternate|alternative|second(ary)?|home|phone 2|mobile 2|phone (home|other)).*(phone|mobile|number)?$/,
  address: /^(street|mailing |site |full )?( ?address)( ?(line)? ?1)?$|^street$/,
  location: /^(city|location|town|mailing city|lead city)$/,
  language: /^(preferred )?language$/,
  project_type: /^project ?type$/,
  property_type: /^(property|home|house) ?type$/,
  configuration: /^(configuration|bhk|unit type)$/,
  carpet_area_sqft: /^(carpet ?)?area( ?(sq ?ft|sqft))?$/,
  budget: /^(budget|amount|deal ?value|expected ?(revenue|value)|annual ?revenue)$/,
  style: /^(design )?style$/,
  possession_date: /^(possession|handover|move ?in)( ?date)?$/,
  source: /^(lead )?(source|origin|channel)$/,
  referred_by: /^(referred ?by|referrer|referral)$/,
  status: /^(lead )?(status|stage)$/,
  lost_reason: /^(lost|closed lost|junk) ?reason$/,
  owner: /^((lead|record|contact|deal) )?(owner|assigned ?to|sales ?(rep|person))( ?name)?$/,
  tags: /^(tags?|labels?)$/,
  external_id: /^(lead|record|contact|customer|prospect)? ?(id|number)$/,
  created_at: /^(created|create|creation|added|lead)( ?(time|date|at|on))?( time)?$|^date$/,
}

/** The most likely field of each column, each field at most once. */
export function guessColumns(columns: readonly string[]): (ImportField | null)[] {
  const taken = new Set<ImportField>()
  return columns.map(column => {
    const words = column
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim()
    const field = IMPORT_FIELDS.find(
      one => !taken.has(one) && CALLED[one].test(words.replace(/^leadid$/, 'lead id')),
    )
    if (field) taken.add(field)
    return field ?? null
  })
}
