import { type Logger, pino } from 'pino'

export type Log = Logger

/** The log of the process: one JSON object a line, on standard output. No personal data goes in: errors lose what the database
 *  says about values, and requests are named by route and id, never by address, body or cookie. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  })
}

/** What is logged of an error. PostgreSQL puts values of rows into its messages and details, so of its errors only the code and
 *  the names of tables, columns and constraints are kept. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: typeof error }
  const { name, stack } = error
  const { code, severity, table, column, constraint, routine } = error as unknown as Record<string, unknown>
  const cause = error.cause === undefined ? undefined : describeError(error.cause)
  if (severity === undefined) return { name, code, message: error.message, stack, cause }
  return { name, code, table, column, constraint, routine, stack: framesOf(stack), cause }
}

function framesOf(stack: string | undefined): string | undefined {
  return stack?.slice(stack.search(/^\s+at /m)).trim()
}
