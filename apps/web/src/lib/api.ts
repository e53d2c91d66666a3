import type { paths } from '@optimwalls/contract'
import createClient, { type Middleware } from 'openapi-fetch'
import { OfflineError, readProblem } from './problem.ts'

const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await readProblem(response)
  },
  onError({ error }) {
    // The browser's own TypeError: no answer at all. An abort stays what it is.
    return error instanceof DOMException ? undefined : new OfflineError(error)
  },
}

/** The API as its own OpenAPI document describes it. Calls throw {@link ProblemError} or {@link OfflineError}. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  // Looked up at each call, so that tests can answer in its place.
  fetch: request => fetch(request),
  // `status=new&status=lost`, as the lists take several values.
  querySerializer: { array: { style: 'form', explode: true } },
})
api.use(throwProblems)

/** The body of a successful call: `await answer(api.GET('/crm/leads/{id}', …))`. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call
  return data as T
}
