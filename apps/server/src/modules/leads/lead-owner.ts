import { isWithin, type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import { AppError } from '../../platform/errors.ts'
import type { LeadRow } from './lead-row.ts'
import type { Person } from './leads.neighbours.ts'
import type { LeadCreate, LeadPatch } from './leads.schemas.ts'

/** The owner a person may give a lead to; `path` is where it was asked for.
 *  @throws AppError "forbidden" when the role assigns nobody, "rule-violated" when the person cannot be chosen */
export function chooseOwner(
  principal: Principal,
  wanted: number,
  people: ReadonlyMap<number, Person>,
  path = 'assigned_to',
): Person {
  const scope = scopeOf(principal, 'CRM', 'assign')
  if (scope === null && wanted !== principal.userId) {
    throw new AppError('forbidden', {
      errors: [{ path, message: 'Your role does not assign leads' }],
    })
  }
  const person = people.get(wanted)
  const reachable =
    wanted === principal.userId ||
    (scope !== null && isWithin(reachOf(principal, scope), { owner: wanted, team: person?.teamId ?? null }))
  if (!person?.isActive || !person.canOwnLeads || !reachable) {
    throw new AppError('rule-violated', {
      errors: [{ path, message: 'Choose somebody you can assign leads to' }],
    })
  }
  return person
}

/** Where a new lead belongs: to whom it was given; else to its creator when nobody may assign it to others, else to the team that its
 *  creator reaches.
 *  @throws AppError as `chooseOwner` does */
export function ownerOfNew(
  principal: Principal,
  input: Pick<LeadCreate, 'assigned_to'>,
  people: ReadonlyMap<number, Person>,
): Pick<LeadRow, 'assigned_to' | 'team_id'> {
  const scope = scopeOf(principal, 'CRM', 'create')
  // Who reaches only their own leads would not see it again if it were nobody's.
  const owner =
    input.assigned_to != null
      ? chooseOwner(principal, input.assigned_to, people)
      : scope === 'own'
        ? people.get(principal.userId)
        : undefined
  if (owner) return { assigned_to: owner.id, team_id: owner.teamId }
  return { assigned_to: null, team_id: scope === 'team' ? principal.teamId : null }
}

/** Whose the lead is after the patch; nothing when that stays.
 *  @throws AppError "forbidden" for who may not assign leads, and what `chooseOwner` throws */
export function ownerAfter(
  principal: Principal,
  row: LeadRow,
  patch: LeadPatch,
  people: ReadonlyMap<number, Person>,
): Partial<Pick<LeadRow, 'assigned_to' | 'team_id'>> {
  if (patch.assigned_to === undefined || patch.assigned_to === row.assigned_to) return {}
  if (scopeOf(principal, 'CRM', 'assign') === null)
    throw new AppError('forbidden', { errors: [NOT_YOURS_TO_ASSIGN] })
  if (patch.assigned_to === null) return { assigned_to: null }
  const owner = chooseOwner(principal, patch.assigned_to, people)
  return { assigned_to: owner.id, team_id: owner.teamId }
}

const NOT_YOURS_TO_ASSIGN = { path: 'assigned_to', message: 'Your role does not assign leads' }
