import { PROJECT_TYPES } from '../../leads.schemas.ts'
import { CONSENT_FIELDS } from './consent-fields.ts'
import type { ImportField } from './import-kind.ts'

/** What a column of a file of leads can be taken for. `first_name` and `last_name` are joined to the name. */
export const LEAD_FIELDS: readonly ImportField[] = [
  {
    name: 'name',
    label: 'Name',
    type: 'text',
    maxLength: 100,
    called:
      /^(name|full ?name|lead ?name|contact( ?name)?|person|customer( ?name)?|client( ?name)?|account( ?name)?|display name|fn)$/,
  },
  {
    name: 'first_name',
    label: 'First name',
    type: 'text',
    maxLength: 100,
    called: /^(lead |contact )?(first|given) ?name$/,
  },
  {
    name: 'last_name',
    label: 'Last name',
    type: 'text',
    maxLength: 100,
    called: /^(lead |contact )?(last ?name|surname|family ?name)$/,
  },
  {
    name: 'phone',
    label: 'Phone',
    type: 'phone',
    many: 'all',
    called:
      /^(primary |work |business |main )?(mobile|phone|cell|contact|telephone)( ?(number|no|phone|1|work|mobile|main))*$|^whats ?app( (number|no))?$/,
  },
  {
    name: 'further_phone',
    label: 'Further phone',
    type: 'phone',
    many: 'all',
    called:
      /^(other|alternate|alternative|further|second(ary)?|home) (phone|mobile|number|contact|tele)|^(phone|mobile|contact)( (number|no))? ?([2-9]|home|other)$/,
  },
  {
    name: 'email',
    label: 'E-mail',
    type: 'email',
    many: 'first',
    called: /^(primary |work |home |other |e ?mail 1 )?e ?mail( ?(address|id|1|value|work|home|other))*$/,
  },
  {
    name: 'address',
    label: 'Address',
    type: 'text',
    called:
      /^(street|mailing |site |full |billing |home )?( ?address)( ?(line)? ?1)?$|^(billing ?|mailing ?)?street$/,
  },
  {
    name: 'location',
    label: 'City',
    type: 'text',
    maxLength: 100,
    called: /^((billing|mailing|lead|home) ?)?(city|town)$|^location$/,
  },
  { name: 'language', label: 'Speaks', type: 'text', maxLength: 50, called: /^(preferred )?language$/ },
  {
    name: 'project_type',
    label: 'Project type',
    type: 'choice',
    called: /^project ?type$/,
    choices: PROJECT_TYPES.map(value => ({
      value,
      label: { residential: 'Residential', commercial: 'Commercial', high_budget: 'High budget' }[value],
      called: {
        residential: /^(residen|home|house|flat|apartment|villa)/,
        commercial: /^(commerc|office|shop|retail)/,
        high_budget: /^(high.?budget|luxury|premium)/,
      }[value],
    })),
  },
  {
    name: 'property_type',
    label: 'Property',
    type: 'text',
    maxLength: 50,
    called: /^(property|home|house) ?type$/,
  },
  {
    name: 'configuration',
    label: 'Configuration',
    type: 'text',
    maxLength: 50,
    called: /^(configuration|bhk|unit type)$/,
  },
  {
    name: 'carpet_area_sqft',
    label: 'Carpet area',
    type: 'area',
    called: /^(carpet ?)?area( ?(sq ?ft|sqft))?$/,
  },
  {
    name: 'budget',
    label: 'Budget',
    type: 'amount',
    called: /^(budget|amount|deal ?value|expected ?(revenue|value)|estimated ?(budget|value))$/,
  },
  { name: 'style', label: 'Style', type: 'text', maxLength: 100, called: /^(design )?style$/ },
  {
    name: 'possession_date',
    label: 'Possession',
    type: 'day',
    called: /^(possession|handover|move ?in)( ?date)?$/,
  },
  {
    name: 'source',
    label: 'Source',
    type: 'text',
    maxLength: 50,
    called: /^(lead |original )?(source|channel)$|^origin$|^leadsource$/,
  },
  {
    name: 'referred_by',
    label: 'Referred by',
    type: 'text',
    maxLength: 150,
    called: /^(referred ?by|referrer|referral)$/,
  },
  {
    name: 'status',
    label: 'Status or stage',
    type: 'place',
    called: /^(lead )?(status|stage)$/,
    elseCalled: /^(is )?converted$/,
  },
  {
    name: 'lost_reason',
    label: 'Reason of a loss',
    type: 'text',
    maxLength: 200,
    called: /^(lost|closed lost|junk|loss) ?reason$/,
  },
  {
    name: 'owner',
    label: 'Owner',
    type: 'person',
    called: /^((lead|record|contact|deal|account) )?(owner|assigned ?to|sales ?(rep|person)?)( ?name)?$/,
  },
  ...CONSENT_FIELDS,
  { name: 'tags', label: 'Tags', type: 'tags', many: 'all', called: /^(tags?|labels?|categories|category)$/ },
  {
    name: 'external_id',
    label: 'Id in the old system',
    type: 'id',
    maxLength: 200,
    called: /^(lead|record|contact|customer|prospect|account|mql)? ?(id|uid|number)$/,
  },
  {
    name: 'created_at',
    label: 'Added on',
    type: 'past',
    called:
      /^(created?|creation|added|lead|first (seen|contact))( ?(time|date|at|on))*$|^date$|^enquiry date$/,
  },
]
