import { type ActionOf, can, type ModuleName } from '@optimwalls/permissions'
import { useMe } from './me.ts'

/** Whether the signed-in person holds a permission: what menus and buttons ask. The server alone decides. */
export function useCan(): <M extends ModuleName>(module: M, action: ActionOf<M>) => boolean {
  const me = useMe()
  return (module, action) => can(me, module, action)
}
