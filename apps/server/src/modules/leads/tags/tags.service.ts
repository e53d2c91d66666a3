import { type Principal, scopeOf } from '@optimwalls/permissions'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { addJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Author, LeadNeighbours } from '../leads.neighbours.ts'
import type { SetupNews } from '../setup-news.ts'
import type { TagCatalogue } from './tag-catalogue.ts'
import type { TagMoveRun } from './tag-move-job.ts'
import {
  allTags,
  cancelTagMoves,
  deleteTag,
  insertTag,
  insertTagMove,
  lockTag,
  saveTag,
  type TagRow,
  tagCounts,
} from './tags.repository.ts'
import type { TagCreate, TagPatch } from './tags.schemas.ts'

export interface TagServiceNeeds {
  db: Database
  catalogue: TagCatalogue
  news: SetupNews
  neighbours: Pick<LeadNeighbours, 'audit'>
  moveJob: Job<TagMoveRun>
}

export type CountedTag = TagRow & { leads: number | null }

const taken = () =>
  new AppError('already-exists', { errors: [{ path: 'name', message: 'Another tag has this name' }] })

/** Sets up the firm's tags. Renaming, merging and deleting reach all leads, by a job. */
export class TagService {
  readonly #needs: TagServiceNeeds

  constructor(needs: TagServiceNeeds) {
    this.#needs = needs
  }

  /** All tags by name. How many leads have each is told to those who see all leads. */
  async list(principal: Principal): Promise<CountedTag[]> {
    const { db } = this.#needs
    const counts = scopeOf(principal, 'CRM', 'view') === 'all' ? await tagCounts(db) : null
    return (await allTags(db)).map(tag => ({
      ...tag,
      leads: counts ? (counts.get(tag.name) ?? 0) : null,
    }))
  }

  /** @throws AppError "already-exists" */
  create(by: Author, input: TagCreate): Promise<CountedTag> {
    return this.#change(by, 'created_tag', async tx => {
      const name = input.name.trim()
      const tag = await insertTag(tx, { name, color: input.color ?? null }, by.principal.userId)
      if (!tag) throw taken()
      await cancelTagMoves(tx, [name])
      return { tag, details: { tag: name } }
    })
  }

  /** @throws AppError "not-found", "already-exists" */
  update(by: Author, id: number, patch: TagPatch): Promise<CountedTag> {
    return this.#change(by, 'changed_tag', async tx => {
      const before = await lockTag(tx, id)
      if (!before) throw new AppError('not-found')
      const name = patch.name?.trim() ?? before.name
      const tag = await saveTag(tx, { id, name, color: patch.color ?? before.color })
      if (!tag) throw taken()
      if (name !== before.name) await this.#move(tx, by, before.name, name)
      return { tag, details: { tag: before.name, ...(name !== before.name && { name }) } }
    })
  }

  /** Joins a tag to another, which all its leads get.
   *  @throws AppError "not-found", "rule-violated" */
  merge(by: Author, id: number, intoId: number): Promise<CountedTag> {
    return this.#change(by, 'merged_tag', async tx => {
      if (id === intoId)
        throw new AppError('rule-violated', { errors: [{ path: 'into', message: 'Choose another tag' }] })
      const before = await lockTag(tx, id)
      if (!before) throw new AppError('not-found')
      const tag = await lockTag(tx, intoId)
      if (!tag)
        throw new AppError('rule-violated', { errors: [{ path: 'into', message: 'There is no such tag' }] })
      await deleteTag(tx, id)
      await this.#move(tx, by, before.name, tag.name)
      return { tag, details: { tag: before.name, into: tag.name } }
    })
  }

  /** @throws AppError "not-found" */
  async remove(by: Author, id: number): Promise<void> {
    await this.#change(by, 'deleted_tag', async tx => {
      const tag = await lockTag(tx, id)
      if (!tag) throw new AppError('not-found')
      await deleteTag(tx, id)
      await this.#move(tx, by, tag.name, null)
      return { tag, details: { tag: tag.name } }
    })
  }

  async #move(tx: Transaction, by: Author, from: string, to: string | null): Promise<void> {
    const moveId = await insertTagMove(tx, from, to, by.principal.userId)
    await addJob(tx, this.#needs.moveJob, { move_id: moveId })
  }

  async #change(
    by: Author,
    action: string,
    work: (tx: Transaction) => Promise<{ tag: TagRow; details: Record<string, unknown> }>,
  ): Promise<CountedTag> {
    const { db, catalogue, news, neighbours } = this.#needs
    const { tag } = await db.inTransaction(async tx => {
      const done = await work(tx)
      neighbours.audit(tx, { ...by, action, details: done.details })
      return done
    })
    await catalogue.renew()
    news.tell('tags')
    return { ...tag, leads: (await tagCounts(db)).get(tag.name) ?? 0 }
  }
}
