import { createMongoAbility, type MongoAbility, subject } from '@casl/ability'
import type { ActionOf, ModuleName } from './catalogue.ts'
import type { Grant, Holder, Principal } from './principal.ts'
import { type Belonging, reachOf } from './reach.ts'

/** The CASL rules of one person: action on module, narrowed to the records that the permission reaches. */
export function abilityOf(
  principal: Pick<Principal, 'userId' | 'teamId' | 'teamIds' | 'permissions'>,
): MongoAbility {
  return createMongoAbility(principal.permissions.flatMap(grant => rulesOf(principal, grant)))
}

/** Whether the person holds the permission at all: what a menu or a route asks. */
export function can<M extends ModuleName>(holder: Holder, module: M, action: ActionOf<M>): boolean {
  let ability = abilities.get(holder)
  if (!ability) {
    ability = createMongoAbility(
      holder.permissions.map(grant => ({ action: grant.action, subject: grant.module })),
    )
    abilities.set(holder, ability)
  }
  return ability.can(action, module)
}

/** Whether the ability lets its person do this to this record: what a button on a record asks. */
export function canReach<M extends ModuleName>(
  ability: MongoAbility,
  module: M,
  action: ActionOf<M>,
  record: Belonging,
): boolean {
  return ability.can(action, subject(module, { ...record }))
}

const abilities = new WeakMap<Holder, MongoAbility>()

function rulesOf(principal: Pick<Principal, 'userId' | 'teamId' | 'teamIds'>, grant: Grant) {
  const rule = { action: grant.action, subject: grant.module }
  const reach = reachOf(principal, grant.scope)
  if (reach.all) return [rule]
  const rules = []
  if (reach.owner !== null) rules.push({ ...rule, conditions: { owner: reach.owner } })
  if (reach.teams.length > 0) rules.push({ ...rule, conditions: { team: { $in: [...reach.teams] } } })
  return rules
}
