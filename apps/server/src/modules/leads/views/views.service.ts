import { type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { FieldCatalogue } from '../fields/field-catalogue.ts'
import type { LeadField } from '../fields/lead-field.ts'
import type { Author, LeadNeighbours } from '../leads.neighbours.ts'
import type { LeadFilters } from '../leads.schemas.ts'
import type { SetupNews } from '../setup-news.ts'
import {
  countViews,
  defaultViewOf,
  deleteView,
  dropRoleDefault,
  insertView,
  lockView,
  type RoleDefaultRow,
  roleDefaults,
  saveDefault,
  saveOrder,
  saveRoleDefault,
  saveView,
  type ViewRow,
  viewsOf,
} from './views.repository.ts'
import type { RoleDefault, View, ViewCreate, ViewDefinition, ViewPatch } from './views.schemas.ts'

/** Most views of one person. */
const MAX_VIEWS = 100

export interface ViewServiceNeeds {
  db: Database
  fields: FieldCatalogue
  news: SetupNews
  neighbours: Pick<LeadNeighbours, 'people' | 'audit'>
}

const ruled = (path: string, message: string) =>
  new AppError('rule-violated', { errors: [{ path, message }] })

/** Saved views of the list. A view only says what is asked: what it shows is always within the reach of whoever opens it. */
export class ViewService {
  readonly #needs: ViewServiceNeeds

  constructor(needs: ViewServiceNeeds) {
    this.#needs = needs
  }

  async list(principal: Principal): Promise<{ data: View[]; default_view_id: number | null }> {
    const { db, fields } = this.#needs
    const [rows, wanted, known] = await Promise.all([
      viewsOf(db, principal),
      defaultViewOf(db, principal),
      fields.all(),
    ])
    const usable = new Map(known.map(field => [field.key, field]))
    const data: View[] = []
    for (const row of rows) data.push(await this.#shown(principal, row, usable))
    return { data, default_view_id: rows.some(row => row.id === wanted) ? wanted : null }
  }

  /** @throws AppError "forbidden", "rule-violated", "invalid-input" */
  create(by: Author, input: ViewCreate): Promise<View> {
    return this.#change(by, async tx => {
      if ((await countViews(tx, by.principal.userId)) >= MAX_VIEWS)
        throw ruled('name', `You have ${MAX_VIEWS} views: delete one first`)
      const sharing = input.sharing ?? 'own'
      const teamId = sharedWith(by.principal, sharing, input.team_id)
      await this.#check(input.definition)
      return insertView(tx, {
        owner_id: by.principal.userId,
        name: input.name.trim(),
        sharing,
        team_id: teamId,
        definition: input.definition,
      })
    })
  }

  /** @throws AppError "not-found", "forbidden", "rule-violated", "invalid-input" */
  update(by: Author, id: number, patch: ViewPatch): Promise<View> {
    return this.#change(
      by,
      async tx => {
        const row = await this.#editable(tx, by.principal, id)
        const sharing = patch.sharing ?? row.sharing
        const isShared = patch.sharing !== undefined || patch.team_id !== undefined
        if (patch.definition) await this.#check(patch.definition)
        return saveView(tx, {
          ...row,
          name: patch.name?.trim() ?? row.name,
          sharing,
          team_id: isShared ? sharedWith(by.principal, sharing, patch.team_id ?? row.team_id) : row.team_id,
          definition: patch.definition ?? row.definition,
        })
      },
      patch.sharing !== undefined,
    )
  }

  /** @throws AppError "not-found", "forbidden" */
  async remove(by: Author, id: number): Promise<void> {
    const row = await this.#needs.db.inTransaction(async tx => {
      const found = await this.#editable(tx, by.principal, id)
      await deleteView(tx, id)
      this.#note(tx, by, 'deleted_view', found)
      return found
    })
    this.#tell(row.sharing === 'own', row)
  }

  order(principal: Principal, ids: readonly number[]): Promise<void> {
    return this.#needs.db.inTransaction(async tx => {
      await saveOrder(tx, principal.userId, [...new Set(ids)])
    })
  }

  /** @throws AppError "rule-violated" for a view that the person does not see */
  setDefault(principal: Principal, viewId: number | null): Promise<void> {
    return this.#needs.db.inTransaction(async tx => {
      if (viewId !== null && !(await lockView(tx, viewId, principal)))
        throw ruled('view_id', 'There is no such view')
      await saveDefault(tx, principal.userId, viewId)
    })
  }

  roleDefaults(): Promise<RoleDefaultRow[]> {
    return roleDefaults(this.#needs.db)
  }

  /** @throws AppError "rule-violated" for an unknown role, or a view that not all see */
  async setRoleDefault(by: Author, { role_id, view_id }: RoleDefault): Promise<RoleDefaultRow[]> {
    const { db, news, neighbours } = this.#needs
    await db.inTransaction(async tx => {
      if (!(await roleDefaults(tx)).some(role => role.role_id === role_id))
        throw ruled('role_id', 'There is no such role')
      if (view_id === null) await dropRoleDefault(tx, role_id)
      else {
        const view = await lockView(tx, view_id, by.principal)
        if (view?.sharing !== 'all') throw ruled('view_id', 'Choose a view that is shared with all')
        await saveRoleDefault(tx, role_id, view_id)
      }
      neighbours.audit(tx, { ...by, action: 'changed_default_view', details: { role_id, view_id } })
    })
    news.tell('views')
    return this.roleDefaults()
  }

  async #editable(tx: Transaction, principal: Principal, id: number): Promise<ViewRow> {
    const row = await lockView(tx, id, principal)
    if (!row) throw new AppError('not-found')
    if (mayEdit(principal, row)) return row
    throw new AppError('forbidden', {
      detail: 'This view belongs to somebody else. Save it as one of your own.',
    })
  }

  /** @throws AppError "invalid-input" for a filter or an order that lists do not have */
  async #check({ filters, sort }: ViewDefinition): Promise<void> {
    await this.#needs.fields.filtersIn(filters)
    const [, key] = /^-?custom\.(\w+)$/.exec(sort ?? '') ?? []
    if (key !== undefined) await this.#needs.fields.keyOf(key)
  }

  async #change(by: Author, work: (tx: Transaction) => Promise<ViewRow>, wasShared = false): Promise<View> {
    const { db, fields } = this.#needs
    const row = await db.inTransaction(async tx => {
      const saved = await work(tx)
      this.#note(tx, by, 'saved_view', saved)
      return saved
    })
    this.#tell(row.sharing === 'own' && !wasShared, row)
    const known = new Map((await fields.all()).map(field => [field.key, field]))
    return this.#shown(by.principal, row, known)
  }

  #note(tx: Transaction, by: Author, action: string, row: ViewRow): void {
    if (row.sharing === 'own') return
    const details = { view_id: row.id, sharing: row.sharing, team_id: row.team_id }
    this.#needs.neighbours.audit(tx, { ...by, action, details })
  }

  /** Own views concern the owner's other pages only. */
  #tell(isOwn: boolean, { owner_id }: ViewRow): void {
    this.#needs.news.tell('views', isOwn ? [owner_id] : undefined)
  }

  async #shown(principal: Principal, row: ViewRow, fields: ReadonlyMap<string, LeadField>): Promise<View> {
    const owner = (await this.#needs.neighbours.people.all()).get(row.owner_id)
    return {
      id: row.id,
      name: row.name,
      sharing: row.sharing,
      team_id: row.team_id,
      owner: owner ? { id: owner.id, name: owner.name } : null,
      is_mine: row.owner_id === principal.userId,
      may_edit: mayEdit(principal, row),
      definition: usableDefinition(row.definition, fields),
      updated_at: row.updated_at.toISOString(),
    }
  }
}

const mayEdit = (principal: Principal, row: ViewRow): boolean =>
  row.owner_id === principal.userId ||
  (row.sharing === 'all' && scopeOf(principal, 'CRM', 'configure_fields') !== null)

/** The team a view is shared with.
 *  @throws AppError "forbidden" for who may not share so widely, "rule-violated" for a team out of reach */
function sharedWith(
  principal: Principal,
  sharing: ViewRow['sharing'],
  teamId: number | null | undefined,
): number | null {
  if (sharing === 'all' && scopeOf(principal, 'CRM', 'configure_fields') === null)
    throw notSo('Your role does not share views with all')
  if (sharing !== 'team') return null
  const scope = scopeOf(principal, 'CRM', 'view')
  if (scope === null || scope === 'own') throw notSo('Your role does not share views with a team')
  const reach = reachOf(principal, scope)
  if (teamId == null) throw ruled('team_id', 'Choose a team')
  if (!reach.all && !reach.teams.includes(teamId)) throw ruled('team_id', 'Choose one of your teams')
  return teamId
}

const notSo = (message: string) => new AppError('forbidden', { errors: [{ path: 'sharing', message }] })

/** The view without what has been archived since: it opens with what is left of it. */
function usableDefinition(
  { filters, sort, ...rest }: ViewDefinition,
  fields: ReadonlyMap<string, LeadField>,
): View['definition'] {
  const isUsable = (name: string): boolean => {
    const [, key] = /^-?custom\.([a-z0-9_]+)/.exec(name) ?? []
    const field = key === undefined ? undefined : fields.get(key)
    return key === undefined || (field !== undefined && !field.is_archived && field.index_state === 'ready')
  }
  const left = Object.entries(filters as LeadFilters).filter(([name]) => isUsable(name))
  return { ...rest, filters: Object.fromEntries(left), ...(sort !== undefined && isUsable(sort) && { sort }) }
}
