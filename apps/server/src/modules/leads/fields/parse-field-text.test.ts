import { expect, test } from 'vitest'
import { type FieldKind, keyOf, type LeadField } from './lead-field.ts'
import { fieldText, parseFieldText } from './parse-field-text.ts'

const field = (kind: FieldKind): LeadField => ({
  id: 1,
  key: 'field',
  label: 'Field',
  kind,
  hint: null,
  is_required: false,
  is_indexed: false,
  index_state: 'none',
  options: [
    { value: 'lift', label: 'By lift', color: 'teal', archived: false },
    { value: 'stairs', label: 'Stairs', color: 'plum', archived: false },
    { value: 'ramp', label: 'Ramp', color: 'grey', archived: true },
  ],
  pipeline_ids: null,
  position: 1,
  is_archived: false,
})

test.each([
  ['text', ' near the lake ', 'near the lake'],
  ['text', '  ', null],
  ['number', '1,250', 1250],
  ['money', '22.5 L', 2_250_000],
  ['money', '₹1.2 Cr', 12_000_000],
  ['date', '03/04/2027', '2027-04-03'],
  ['yes_no', 'Yes', true],
  ['yes_no', 'N', false],
  ['choice', 'by LIFT', 'lift'],
  ['choice', 'stairs', 'stairs'],
  ['multi_choice', 'Stairs; By lift', ['lift', 'stairs']],
] as const)('%s of a file: %j', (kind, text, value) => {
  expect(parseFieldText(field(kind), text, 'dmy')).toEqual({ value })
})

test.each([
  ['text', 'x'.repeat(501)],
  ['number', 'many'],
  ['money', '-5'],
  ['date', 'soon'],
  ['yes_no', 'maybe'],
  ['choice', 'Ladder'],
  ['choice', 'Ramp'],
  ['multi_choice', 'Stairs, Ladder'],
] as const)('%s refuses %j with a reason', (kind, text) => {
  expect(parseFieldText(field(kind), text, 'dmy')).toEqual({ problem: expect.stringMatching(/^\w/) })
})

test.each([
  ['choice', 'lift', 'By lift'],
  ['multi_choice', ['lift', 'stairs'], 'By lift; Stairs'],
  ['yes_no', true, 'Yes'],
  ['money', 5, 5],
  ['text', undefined, null],
] as const)('%s goes out as %j', (kind, value, text) => {
  expect(fieldText(field(kind), value)).toBe(text)
})

test.each([
  ['Site access', 'site_access'],
  ['Überfläche (m²)', 'uberflache_m2'],
  ['3 BHK?', 'bhk'],
  ['घर', 'field'],
  ['Rooms', 'rooms_2'],
])('the key of %s is %s', (label, key) => {
  expect(keyOf(label, new Set(['rooms']))).toBe(key)
})
