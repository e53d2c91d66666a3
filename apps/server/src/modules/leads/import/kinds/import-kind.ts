import type { Permission, Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../../../platform/database/database.ts'
import type { FieldError } from '../../../../platform/errors.ts'
import type { RequestFacts } from '../../leads.neighbours.ts'
import type { ImportMapping } from '../imports.schemas.ts'

/**
 * A kind of thing that files bring in: leads, deals, calls, follow-ups, what a campaign cost.
 *
 * A module registers its kinds with `leads.imports.register(kind)`, in
 * `modules/index.ts`; kinds whose rows belong to a lead take `leads.imports.leadFields`, `leadNeeds` and `findLeads` (the kind `deals` is
 * an example, and `campaign-spend` of one in another module). The import does the rest alike for all of them: it reads files of
 * every format, guesses columns by `fields`, reads and checks each value, asks what is unclear, tries without writing, writes chunk by
 * chunk in transactions that also note how far it is, goes on after a crash, keeps what was refused, and undoes.
 *
 * A chunk goes through `plan`, which decides, and `apply`, which writes what was decided. A try calls `plan` alone.
 */
export interface ImportKind<P = unknown> {
  /** Kebab-case, for ever: it stands in saved mappings. `leads`, `follow-ups`. */
  name: string
  /** What a person calls them, capitalised: `Follow-ups`. */
  label: string
  /** One sentence that says when to choose this kind. */
  words: string
  fields: readonly ImportField[]
  /** What files of it are called: tried on the name of the file, as `called` of a field is on a heading. */
  filesCalled: RegExp
  /** Any of these in a row has later files know it again, as its id does. */
  knownBy: readonly string[]
  /** Needed beside `CRM.import`. */
  permission?: Permission
  /** What cannot be missing: of each list one field must be mapped or composed (`unmapped` says so before the import runs), and hold
   *  something in a row (`empty` says so of a row that is refused). */
  needs: readonly { oneOf: readonly string[]; unmapped: string; empty: string }[]
  /** Works out of a row what needs no database, before its turn: while the chunk before is written. What it comes to is the kind's own. */
  prepare?(mapping: ImportMapping, row: Reading): void
  /**
   * Decides what becomes of each row, in their order: the answer has as many entries. Reads with `db`; in a real run that is the
   * transaction of the chunk, and what must not change until `apply` is locked here. Rows of the same chunk may belong together
   * (a lead twice), so they are decided together.
   */
  plan(db: Connection, run: ImportRun, rows: readonly Reading[]): Promise<Decision<P>[]>
  /** Writes what was decided; called with the decisions to create or to update alone. May turn a decision into a refusal. */
  apply(tx: Transaction, run: ImportRun, decisions: readonly Writing<P>[]): Promise<Written[]>
  /** Takes back what an import has written, newest first; answers for each whether it was taken back, and if not, why. */
  undo(tx: Transaction, run: UndoRun, records: readonly ImportRecord[]): Promise<Undone[]>
}

/** Something a column can become. */
export interface ImportField {
  /** Snake case: `closed_on`. */
  name: string
  label: string
  type: FieldType
  /** What other systems call such a column: tried on the heading in lower case, words parted by single spaces. */
  called: RegExp
  /** What such a column is called in files that have none of `called`. */
  elseCalled?: RegExp
  /** Longest text that is taken; 500 by default. */
  maxLength?: number
  /** Several columns may fill it: `all` of them, as a list, or the `first` that says something. One column by default. */
  many?: 'all' | 'first'
  /** Of the type `choice`: what there is to choose from, and which words mean it. */
  choices?: readonly { value: string; label: string; called: RegExp }[]
}

/** How the text of a cell is read, and what comes of it. */
export type FieldType =
  /** string */
  | 'text'
  /** string, an e-mail address */
  | 'email'
  /** string in E.164 */
  | 'phone'
  /** number of 0 or more, in major units */
  | 'amount'
  /** whole number of 1 or more; units behind it (sq ft) are dropped */
  | 'area'
  /** whole number of 0 or more */
  | 'count'
  /** `YYYY-MM-DD` */
  | 'day'
  /** Date, not in the future */
  | 'past'
  /** Date */
  | 'instant'
  /** id of a person, or null: as `owner_values` says */
  | 'person'
  /** a status, or the id of a stage: as `status_values` says */
  | 'place'
  /** `value` of a choice */
  | 'choice'
  /** string[] */
  | 'tags'
  /** string: an id in the other system */
  | 'id'

/** A row as it was read. */
export interface Reading {
  /** In the file. */
  line: number
  cells: readonly string[]
  /** By field, only where there is something. Own fields of the firm stand under `custom.<name>`. */
  values: ReadonlyMap<string, unknown>
  /** The text that a value came from. */
  texts: ReadonlyMap<string, string>
  /** What tells this row in later files: the id it names; its fingerprint where there is nothing else. */
  externalId: string | null
  /** Whether later files know it again by more than its fingerprint. */
  isKnownAgain: boolean
  /** With any of these the row is refused before `plan`. */
  problems: FieldError[]
}

/** One run of an import, or a try of it. */
export interface ImportRun {
  importId: number
  mapping: ImportMapping
  /** Whose import it is, with the rights of this moment. */
  principal: Principal
  request: RequestFacts
  now: Date
  /** Nothing is written: `plan` must remember in `seen` what the rows before would have written. */
  isTry: boolean
  /** Marks of the rows before, of the whole try. Empty in a real run. */
  seen: Set<string>
}

export type UndoRun = Omit<ImportRun, 'mapping' | 'isTry' | 'seen'>

export type Decision<P> =
  | { does: 'create' | 'update'; plan: P; hasOtherName?: boolean }
  /** It is there already and stays as it is. `hasOtherName` when what has its id is called something else. */
  | { does: 'match'; hasOtherName?: boolean }
  | { does: 'refuse'; problems: FieldError[] }

export interface Writing<P> {
  does: 'create' | 'update'
  plan: P
  reading: Reading
}

/** What became of a decision. */
export type Written =
  | { does: 'create' | 'update'; records: readonly ImportRecord[] }
  /** It was there. `records` where something small was noted with it all the same. */
  | { does: 'match'; records?: readonly ImportRecord[] }
  | { does: 'refuse'; problems: FieldError[] }

/** One row of a table that an import wrote: what an undo takes back. */
export interface ImportRecord {
  /** What it is: `lead`, `deal`. At most 30 characters. */
  type: string
  id: number
  does: 'create' | 'update'
  /** What an undo has to know, such as the values before. Kept encrypted; JSON. */
  note?: unknown
}

export type Undone =
  | { done: true }
  /** Stays, and a person is told why. */
  | { done: false; leadId: number | null; label: string; reason: string }
