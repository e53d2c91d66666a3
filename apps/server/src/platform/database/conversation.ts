import pg, { type Connection, type FieldDef, type QueryResult } from 'pg'
import type { Statement } from './database.ts'
import { parsers } from './types.ts'

/** What `pg` hands to whatever it was given to send; its types say only half of it. */
interface Listener {
  handleRowDescription(message: { fields: FieldDef[] }): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: Connection): void
  handleEmptyQuery(connection: Connection): void
  handleError(error: Error, connection: Connection): void
  handleReadyForQuery(connection: Connection): void
}

/** A statement of `pg`: it sends itself, and makes rows of what it is handed. */
interface SentStatement extends Listener {
  name: string | undefined
  readonly text: string
  queryMode: 'extended'
  _accumulateRows: boolean
  /** Where `pg` keeps what makes rows of what comes. */
  readonly _result: { _types: typeof parsers } & RowMaking
  /** @returns an error where it was not sent */
  submit(connection: Connection): Error | null
}

/** What `pg` makes of the columns of an answer, before its first row. */
interface RowMaking {
  fields: FieldDef[]
  _parsers: unknown
  _prebuiltEmptyResultObject: unknown
}

const rowMakingOf = ({ fields, _parsers, _prebuiltEmptyResultObject }: RowMaking): RowMaking => ({
  fields,
  _parsers,
  _prebuiltEmptyResultObject,
})

type Connected = Connection & { submittedNamedStatements: Record<string, string> }

type Answer = (error: Error | null, result: QueryResult) => void

const SentStatement = pg.Query as unknown as new (
  text: string,
  values: readonly unknown[],
  callback: Answer,
) => SentStatement

/** Not made of a configuration: `pg` copies one property by property, which takes longer than all else that is done here. */
function statementOf({ text, values, name }: Statement & { name?: string | undefined }, answer: Answer) {
  const statement = new SentStatement(text, values, answer)
  statement.name = name
  statement.queryMode = 'extended'
  statement._result._types = parsers
  return statement
}

/** How rows are made of the answers of named statements, for each connection; null for those that answer no rows. A statement whose
 *  columns have changed since it was prepared fails, so what is remembered here is right as long as it is used. */
const described = new WeakMap<Connection, Map<string, RowMaking | null>>()

/**
 * The statements of one transaction, over one connection. What is sent in one turn of the event loop leaves in one packet, and the
 * server answers it in one: `pg` by itself has every statement answered alone, and a packet costs both sides more than most of
 * what is in it (measured: half of the time of a new lead). An error ends the conversation; whatever was sent after it fails too.
 */
export class Conversation implements Listener {
  /** Resolves when the server has answered everything up to `end`; rejects with what went wrong. */
  readonly ended: Promise<void>
  readonly #settle: { resolve: () => void; reject: (error: Error) => void }
  #connection: Connected | undefined
  /** The connection as a statement sees it. */
  #wire: Connection | undefined
  #described = new Map<string, RowMaking | null>()
  #early: (() => void)[] = []
  readonly #waiting: SentStatement[] = []
  #isDescribed = false
  #isSending = false
  #isEnding = false
  #failure: Error | undefined

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.ended = promise
    this.#settle = { resolve, reject }
    promise.catch(() => {})
  }

  /** Under these `pg` keeps account of what has been prepared: of the statement that is being answered. */
  get name(): string | undefined {
    return this.#waiting[0]?.name
  }
  get text(): string | undefined {
    return this.#waiting[0]?.text
  }

  /** Sends a statement; its answer comes after those of all before it. */
  ask(asked: Statement & { name?: string | undefined }): Promise<QueryResult> {
    if (this.#failure) return Promise.reject(this.#failure)
    if (this.#isEnding) return Promise.reject(new Error('this conversation has ended'))
    return new Promise((resolve, reject) => {
      let refusal: Error | null = null
      const statement = statementOf(asked, (error, result) => {
        refusal = error
        if (error) reject(error)
        else resolve(result)
      })
      const send = () => {
        const misuse = this.#send(statement)
        if (misuse) reject(misuse)
        // It could not be put into bytes, and the server may have got a part of it.
        else if (refusal) this.#fail(refusal)
      }
      if (this.#wire) send()
      else this.#early.push(send)
    })
  }

  /** No statement follows. */
  end(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#connection?.sync()
  }

  /** `pg` calls it when the connection is free. */
  submit(connection: Connection): void {
    this.#connection = connection as Connected
    const known = described.get(connection)
    if (known) this.#described = known
    else described.set(connection, this.#described)
    const wire: Partial<Connection> = {
      // The end of a statement is not the end of the conversation.
      sync: () => {},
      describe: (message, more) => {
        if (!this.#isDescribed) connection.describe(message, more)
      },
    }
    this.#wire = Object.assign(Object.create(connection), wire)
    for (const send of this.#early.splice(0)) send()
    if (this.#isEnding) connection.sync()
  }

  #send(statement: SentStatement): Error | null {
    if (!this.#wire) return null
    const rowMaking = statement.name === undefined ? undefined : this.#described.get(statement.name)
    this.#isDescribed = rowMaking !== undefined
    this.#openPacket()
    this.#waiting.push(statement)
    const misuse = statement.submit(this.#wire)
    if (misuse) this.#waiting.pop()
    // Not described anew: for a lead with its sixty columns that takes longer than to read it.
    else if (rowMaking) {
      Object.assign(statement._result, rowMaking)
      statement._accumulateRows = true
    }
    return misuse
  }

  #openPacket(): void {
    const connection = this.#connection
    if (this.#isSending || !connection) return
    this.#isSending = true
    const { stream } = connection
    stream.cork()
    process.nextTick(() => {
      this.#isSending = false
      // The end has the server answer by itself.
      if (!this.#isEnding) connection.flush()
      stream.uncork()
    })
  }

  handleRowDescription(message: { fields: FieldDef[] }): void {
    const [statement] = this.#waiting
    statement?.handleRowDescription(message)
    if (statement?.name !== undefined) this.#described.set(statement.name, rowMakingOf(statement._result))
  }

  handleDataRow(message: unknown): void {
    this.#waiting[0]?.handleDataRow(message)
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    const statement = this.#waiting.shift()
    if (!statement) return
    if (statement.name !== undefined && !this.#described.has(statement.name))
      this.#described.set(statement.name, null)
    statement.handleCommandComplete(message, connection)
    statement.handleReadyForQuery(connection)
  }

  handleEmptyQuery(connection: Connection): void {
    this.#waiting.shift()?.handleReadyForQuery(connection)
  }

  handleError(error: Error): void {
    this.#fail(error)
  }

  handleReadyForQuery(): void {
    this.#settle.resolve()
  }

  #fail(error: Error): void {
    const connection = this.#connection
    if (this.#failure || !connection) return
    this.#failure = error
    this.#settle.reject(error)
    for (const statement of this.#waiting.splice(0)) {
      // What came after the error was not looked at: it is not prepared.
      if (statement.name !== undefined) delete connection.submittedNamedStatements[statement.name]
      statement.handleError(error, connection)
    }
    this.end()
  }
}
