import { type Principal, scopeOf } from '@optimwalls/permissions'
import { isSupportedCountry } from 'libphonenumber-js/max'
import { AppError } from '../../../platform/errors.ts'
import { chooseOwner } from '../lead-owner.ts'
import type { ImportMapping, Survey } from './imports.schemas.ts'
import type { ImportNeeds } from './imports.service.ts'
import type { ImportKind } from './kinds/import-kind.ts'
import { fieldOf } from './kinds/import-kinds.ts'
import { mayAddFields } from './own-fields.ts'

/** Fields whose values depend on the order of day and month. */
const DATES: ReadonlySet<string> = new Set(['day', 'past', 'instant'])

function refuse(path: string, message: string): never {
  throw new AppError('invalid-input', { errors: [{ path, message }] })
}

/** The kind that a mapping is for.
 *  @throws AppError "invalid-input" or "forbidden" */
export function kindOf(
  { kinds }: Pick<ImportNeeds, 'kinds'>,
  principal: Principal,
  { kind = 'leads' }: ImportMapping,
): ImportKind {
  const found = kinds.find(kind) ?? refuse('kind', 'is not a kind of import')
  const { permission } = found
  if (permission && scopeOf(principal, permission.module, permission.action) === null) {
    const message = `Your role does not bring in ${found.label.toLowerCase()}`
    throw new AppError('forbidden', { errors: [{ path: 'kind', message }] })
  }
  return found
}

/** @throws AppError "invalid-input", "forbidden" or "rule-violated" naming the part of the mapping that does not fit */
export async function checkMapping(
  needs: ImportNeeds,
  principal: Principal,
  mapping: ImportMapping,
  survey: Survey,
): Promise<ImportKind> {
  const kind = kindOf(needs, principal, mapping)
  const filled = new Set([...checkColumns(kind, mapping, survey), ...checkComposed(kind, mapping, survey)])
  for (const { oneOf, unmapped } of kind.needs)
    if (!oneOf.some(field => filled.has(field))) refuse('columns', unmapped)
  if (mapping.on_duplicate === 'flag' && kind.name !== 'leads')
    refuse('on_duplicate', 'only leads can be added and marked')
  if (!isSupportedCountry(mapping.country)) refuse('country', 'is not a country')
  checkDates(kind, mapping, survey)
  const [missing] = mayAddFields(principal) ? [] : await needs.ownFields.missing(mapping)
  if (missing)
    refuse(
      `columns.${missing.column}`,
      'there is no such field, and your role does not add any: leave the column out',
    )
  await checkMeanings(needs, principal, kind, mapping)
  return kind
}

function checkColumns(kind: ImportKind, mapping: ImportMapping, survey: Survey): string[] {
  const known = new Set(survey.columns.map(column => column.name))
  const targets: string[] = []
  for (const [column, target] of Object.entries(mapping.columns)) {
    if (!known.has(column)) refuse(`columns.${column}`, 'is not a column of the file')
    if (target === null) continue
    const field = fieldOf(kind, target)
    const isOwn = target.startsWith('custom.') && kind.name === 'leads'
    if (!field && !isOwn) refuse(`columns.${column}`, `${kind.label} have no field ${target}`)
    if (targets.includes(target) && !field?.many)
      refuse(`columns.${column}`, `${target} is taken from another column`)
    targets.push(target)
  }
  return targets
}

function checkComposed(kind: ImportKind, { composed = {} }: ImportMapping, survey: Survey): string[] {
  const known = new Set(survey.columns.map(column => column.name))
  for (const [name, template] of Object.entries(composed)) {
    if (!fieldOf(kind, name)) refuse(`composed.${name}`, `${kind.label} have no such field`)
    for (const [, column = ''] of template.matchAll(/\{([^{}]+)\}/g))
      if (!known.has(column)) refuse(`composed.${name}`, `${column} is not a column of the file`)
  }
  return Object.keys(composed)
}

/** Which of the dates that are to be read could be read both ways. */
function checkDates(kind: ImportKind, mapping: ImportMapping, survey: Survey): void {
  if (mapping.date_order) return
  for (const { name, date_order } of survey.columns) {
    const target = mapping.columns[name]
    const type = target ? fieldOf(kind, target)?.type : undefined
    if (type === undefined || !DATES.has(type) || date_order === 'iso') continue
    if (date_order === null || survey.dates.order === null)
      refuse(
        'date_order',
        'say whether day or month comes first: the dates of the file can be read both ways',
      )
  }
}

async function checkMeanings(
  { neighbours }: ImportNeeds,
  principal: Principal,
  kind: ImportKind,
  mapping: ImportMapping,
): Promise<void> {
  const people = await neighbours.people.all()
  const owner = mapping.constants?.assigned_to
  if (owner !== undefined) chooseOwner(principal, owner, people, 'constants.assigned_to')
  for (const [word, id] of Object.entries(mapping.owner_values ?? {})) {
    if (id !== null) chooseOwner(principal, id, people, `owner_values.${word}`)
  }
  const stages = await neighbours.stages.all()
  for (const [word, place] of Object.entries(mapping.status_values ?? {})) {
    if (typeof place === 'number' && !stages.has(place)) refuse(`status_values.${word}`, 'is not a stage')
  }
  for (const [name, words] of Object.entries(mapping.choice_values ?? {})) {
    const choices =
      fieldOf(kind, name)?.choices ?? refuse(`choice_values.${name}`, 'is not a field with choices')
    for (const [word, value] of Object.entries(words))
      if (!choices.some(choice => choice.value === value))
        refuse(`choice_values.${name}.${word}`, 'is not a choice')
  }
  const campaign = mapping.constants?.campaign_id
  if (campaign !== undefined && !(await neighbours.campaigns.has(campaign))) {
    refuse('constants.campaign_id', 'is not a campaign')
  }
}
