import fc, { type Arbitrary } from 'fast-check'

/** The part of JSON Schema that the API document uses. */
export interface JsonSchema {
  type?: string
  format?: string
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly JsonSchema[]
  items?: JsonSchema
  properties?: Readonly<Record<string, JsonSchema>>
  patternProperties?: Readonly<Record<string, JsonSchema>>
  additionalProperties?: boolean | JsonSchema
  required?: readonly string[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  maxItems?: number
}

/** Values that the schema takes, or nearly: what it forbids beyond the type now and then slips in. */
export function valuesOf(schema: JsonSchema): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valuesOf))
  switch (schema.type) {
    case 'object':
      return objectsOf(schema)
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 5, 5) })
    case 'integer':
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? -1000, max: Math.min(schema.maximum ?? 1000, 40) }),
        fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 - 1 }),
      )
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return textsOf(schema)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function objectsOf(schema: JsonSchema): Arbitrary<unknown> {
  const { properties = {}, patternProperties = {}, required = [] } = schema
  const known = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, valuesOf(each)]))
  const named = fc.record(known, { requiredKeys: required.filter(name => name in known) })
  const extra = Object.entries(patternProperties).map(([pattern, each]) =>
    fc.dictionary(fc.stringMatching(new RegExp(pattern)), valuesOf(each), { maxKeys: 3 }),
  )
  return fc.tuple(named, ...extra).map(parts => Object.assign({}, ...parts))
}

/** Words that a search, a filter or a form meets. */
const WORDS = [
  'Asha',
  'asha@example.com',
  '98123 45678',
  '5678',
  'Pune',
  '%',
  '_',
  "'",
  '\\',
  ' ',
  '*',
  '"a b"',
]

function textsOf({ format, pattern, minLength = 0, maxLength = 60 }: JsonSchema): Arbitrary<string> {
  switch (format) {
    case 'email':
      return fc.oneof(fc.emailAddress(), fc.constantFrom('a@b.c', 'ASHA@EXAMPLE.COM'))
    case 'date':
      return fc.oneof(
        fc.date({ noInvalidDate: true }).map(date => date.toISOString().slice(0, 10)),
        fc.constantFrom('0001-01-01', '9999-12-31', '2024-02-29', '2023-02-29', '0000-01-01'),
      )
    case 'date-time':
      return fc.date({ noInvalidDate: true }).map(date => date.toISOString())
  }
  // `\S` alone says only that it must not be blank.
  if (pattern !== undefined && pattern !== '\\S') return fc.stringMatching(new RegExp(pattern))
  return fc.oneof(
    fc.constantFrom(...WORDS),
    fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) }),
    fc.string({ unit: 'grapheme-ascii', minLength: maxLength, maxLength }),
  )
}

const deep = (depth: number) => {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value }
  return value
}

/** What should not be where it is put. */
export const nasty: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    1e308,
    -1e308,
    5e-324,
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'x\udfffy',
    '\u202e\u200b',
    '🏠'.repeat(200),
    'x'.repeat(20_000),
    '9'.repeat(400),
    '+',
    '@',
    '2026-13-45',
    'NaN',
    [],
    {},
    [[]],
    [null],
    { id: 1 },
    deep(20),
    deep(500),
    { toString: 'x', constructor: { prototype: {} } },
    JSON.parse('{"__proto__":{"isAdmin":true}}'),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
)

/** The value with one place in it replaced, one taken out, or one field too many. */
export function mutated(value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc
    .tuple(value, nasty, fc.nat(), fc.constantFrom('replace', 'remove', 'add'), fc.string({ unit: 'binary' }))
    .map(([original, bad, place, how, name]) => change(original, bad, place, how, name))
}

function change(value: unknown, bad: unknown, place: number, how: string, name: string): unknown {
  if (typeof value !== 'object' || value === null) return bad
  const keys = Object.keys(value)
  const copy = Array.isArray(value) ? [...value] : { ...value }
  const put = (key: string, inner: unknown) =>
    Object.defineProperty(copy, key, { value: inner, enumerable: true, configurable: true, writable: true })
  if (how === 'add' && !Array.isArray(copy)) return put(name, bad)
  const key = keys[place % (keys.length + 1)]
  if (key === undefined) return bad
  const inner = (value as Record<string, unknown>)[key]
  if (how === 'remove') {
    delete (copy as Record<string, unknown>)[key]
    return copy
  }
  const goesDeeper = typeof inner === 'object' && inner !== null && place % 3 > 0
  return put(key, goesDeeper ? change(inner, bad, place >> 3, how, name) : bad)
}
