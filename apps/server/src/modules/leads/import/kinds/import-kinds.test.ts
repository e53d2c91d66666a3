import { expect, test } from 'vitest'
import { guessColumns as guess } from './import-kinds.ts'
import { LEAD_FIELDS } from './lead-fields.ts'

const guessColumns = (columns: readonly string[]) => guess({ fields: LEAD_FIELDS }, columns)

test.each([
  [
    'Zoho',
    [
      'LEADID',
      'Last Name',
      'Company',
      'Lead Owner',
      'Email',
      'Mobile',
      'Website',
      'Lead Source',
      'Lead Status',
      'Created Time',
    ],
    ['external_id', 'last_name', null, 'owner', 'email', 'phone', null, 'source', 'status', 'created_at'],
  ],
  [
    'Salesforce',
    [
      'Id',
      'FirstName',
      'LastName',
      'Phone',
      'MobilePhone',
      'LeadSource',
      'Status',
      'City',
      'Street',
      'CreatedDate',
      'AnnualRevenue',
    ],
    [
      'external_id',
      'first_name',
      'last_name',
      'phone',
      'phone',
      'source',
      'status',
      'location',
      'address',
      'created_at',
      null,
    ],
  ],
  [
    'HubSpot',
    ['Record ID', 'First Name', 'Last Name', 'Email', 'Phone Number', 'Contact owner', 'Create Date', 'City'],
    ['external_id', 'first_name', 'last_name', 'email', 'phone', 'owner', 'created_at', 'location'],
  ],
  [
    'a sheet',
    [
      'Full Name',
      'WhatsApp No',
      'Further phones',
      'E-mail ID',
      'Budget',
      'BHK',
      'Possession',
      'Referred By',
      'Tags',
      'Date',
    ],
    [
      'name',
      'phone',
      'further_phone',
      'email',
      'budget',
      'configuration',
      'possession_date',
      'referred_by',
      'tags',
      'created_at',
    ],
  ],
  [
    'Atomic CRM',
    ['first_name', 'last_name', 'email_work', 'email_home', 'phone_work', 'phone_home', 'tags'],
    ['first_name', 'last_name', 'email', 'email', 'phone', 'further_phone', 'tags'],
  ],
  ['nothing known', ['Foo', '', '???'], [null, null, null]],
] as const)('the columns of %s', (_what, columns, fields) => {
  expect(guessColumns(columns)).toEqual(fields)
})

test('a field is taken once, by the first column, unless several may fill it', () => {
  expect(guessColumns(['City', 'Town', 'Email', 'Primary Email'])).toEqual([
    'location',
    null,
    'email',
    'email',
  ])
})
