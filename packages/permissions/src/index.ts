export { abilityOf, can, canReach } from './ability.ts'
export {
  type ActionName,
  type ActionOf,
  CATALOGUE,
  isPermission,
  MODULES,
  type ModuleName,
  PERMISSIONS,
  type Permission,
} from './catalogue.ts'
export { beyond, inCommon, takesScope } from './compare.ts'
export { DEFAULT_ROLES, type DefaultRole, type DefaultRoleName } from './default-roles.ts'
export {
  type Grant,
  type Holder,
  mergeGrants,
  type Principal,
  SCOPES,
  type Scope,
  scopeOf,
  widest,
} from './principal.ts'
export { type Belonging, isWithin, type Reach, reachOf, type Way, wayTo } from './reach.ts'
