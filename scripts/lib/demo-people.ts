/** The six people of the demo firm, as `npm start` prints them. */
export const DEMO_PEOPLE = ['superadmin', 'admin', 'manager', 'employee', 'designer', 'client'] as const
export type DemoPerson = (typeof DEMO_PEOPLE)[number]

export const DEMO_PASSWORD = 'optimwalls-demo'

/** Salespeople beside the six; they are only told of in tests and measurements. */
export type DemoSalesperson = 'suresh.gowda'

export const demoEmail = (person: DemoPerson | DemoSalesperson) => `${person}@demo.optimwalls.example`

/** Signs a demo person in.
 *  @returns The `Cookie` header of the session. */
export async function signIn(url: string, person: DemoPerson | DemoSalesperson): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: demoEmail(person), password: DEMO_PASSWORD }),
  })
  if (!answer.ok) throw new Error(`Signing in as ${person}: ${answer.status} ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map(cookie => cookie.split(';', 1)[0])
    .join('; ')
}
