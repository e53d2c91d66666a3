/** One field the server refused, e.g. `{ path: 'budget', message: 'must be 0 or more' }`. */
export interface FieldProblem {
  path: string
  message: string
}

/** What an `application/problem+json` answer says (RFC 9457), with our own facts beside it. */
export interface Problem {
  type: string
  title: string
  status: number
  detail?: string
  errors?: FieldProblem[]
  [fact: string]: unknown
}

/** An answer of the API that is not a success. `type` is the stable lower-kebab name, e.g. `edit-conflict`. */
export class ProblemError extends Error {
  readonly type: string
  readonly status: number
  readonly errors: readonly FieldProblem[]
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'ProblemError'
    // Servers may send the type as an address; its last segment is the name.
    this.type = problem.type.slice(problem.type.lastIndexOf('/') + 1)
    this.status = problem.status
    this.errors = problem.errors ?? []
    this.problem = problem
  }

  /** The message for one field, for the words beside it. */
  messageOf(path: string): string | undefined {
    return this.errors.find(error => error.path === path)?.message
  }
}

/** The request never reached the server or no answer came back. */
export class OfflineError extends Error {
  constructor(cause: unknown) {
    super('No connection. Try again when you are online.', { cause })
    this.name = 'OfflineError'
  }
}

/** Reads any failed response as a problem; an answer from something between us and the server becomes `unavailable`. */
export async function readProblem(response: Response): Promise<ProblemError> {
  const fallback: Problem = {
    type: response.status >= 500 ? 'unavailable' : 'internal',
    title: response.status >= 500 ? 'The server does not answer' : 'The server refused this',
    status: response.status,
  }
  const body: unknown = await response.json().catch(() => null)
  return new ProblemError(
    isProblem(body) ? { ...body, status: response.status } : { ...fallback, ...messageFrom(body) },
  )
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'type' in body && 'title' in body
}

/** Sign-in answers come from another library and say `{ code, message }`. */
function messageFrom(body: unknown): { detail?: string } {
  if (typeof body !== 'object' || body === null || !('message' in body)) return {}
  return typeof body.message === 'string' ? { detail: body.message } : {}
}

/** Whether the line is to blame: a call without an answer, or a part of the app that could not be loaded without one. */
export function isOffline(error: unknown): boolean {
  return error instanceof OfflineError || (error instanceof TypeError && !navigator.onLine)
}
