import { type APIRequestContext, expect, request } from '@playwright/test'
import { DEMO_PASSWORD, type DemoPerson, demoEmail } from '../../scripts/lib/demo-people.ts'
import { productUrl, sessionFile } from './run.ts'

/** As much of a lead as the journeys look at. */
export interface Lead {
  id: number
  name: string
  version: number
  [field: string]: unknown
}

/** What a person does somewhere else, without a window: by the API with their session. */
export interface Elsewhere {
  request: APIRequestContext
  myId(): Promise<number>
  /** A new lead of this person unless the values say otherwise. */
  addLead(values?: Record<string, unknown>): Promise<Lead>
  changeLead(lead: Pick<Lead, 'id'>, values: Record<string, unknown>): Promise<Lead>
}

/** With the session kept by the global set-up. */
export async function elsewhereAs(person: DemoPerson): Promise<Elsewhere> {
  return withApi(
    await request.newContext({
      baseURL: productUrl(),
      extraHTTPHeaders: { origin: productUrl() },
      storageState: sessionFile(person),
    }),
  )
}

/** Signs the person in once more: a session that may be ended without hurting another journey. */
export async function signInAgain(person: DemoPerson): Promise<Elsewhere> {
  const elsewhere = withApi(
    await request.newContext({
      baseURL: productUrl(),
      extraHTTPHeaders: { origin: productUrl() },
      // Not the session of the journey, which Playwright hands down and signing in over would end.
      storageState: { cookies: [], origins: [] },
    }),
  )
  const answer = await elsewhere.request.post('/api/auth/sign-in/email', {
    data: { email: demoEmail(person), password: DEMO_PASSWORD },
  })
  expect(answer.status()).toBe(200)
  return elsewhere
}

/** The token of the invitation that was sent to this address. */
export async function invitationIn(someone: APIRequestContext, email: string): Promise<string> {
  let token: string | undefined
  const look = async () => {
    const mailbox = await (await someone.get('/dev/mailbox')).text()
    token = /invitation\?token=([\w-]+)/.exec(mailbox.slice(mailbox.indexOf(`To ${email}`)))?.[1]
    return token
  }
  await expect.poll(look, `an invitation for ${email}`).toBeDefined()
  return token ?? ''
}

/** A name that no other lead of the run has. */
export const freshName = (first: string) => `${first} ${freshWord()}`

/** Letters alone, as a name has; a search finds it whole. */
function freshWord(): string {
  const letters = Array.from(
    { length: 8 },
    () => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(Math.random() * 26)],
  )
  const word = letters.join('')
  return word[0]?.toUpperCase() + word.slice(1)
}

/** A mobile number of India that no other lead of the run has, very likely. */
export const freshPhone = () => `+919${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}`

function withApi(context: APIRequestContext): Elsewhere {
  const myId = async () => (await (await context.get('/api/me')).json()).id as number
  return {
    request: context,
    myId,
    async addLead(values = {}) {
      const data = { name: freshName('Zoya'), assigned_to: await myId(), ...values }
      const answer = await context.post('/crm/leads', { data })
      expect(answer.status(), await answer.text()).toBe(201)
      return answer.json()
    },
    async changeLead({ id }, values) {
      const answer = await context.patch(`/crm/leads/${id}`, { data: values })
      expect(answer.status(), await answer.text()).toBe(200)
      return answer.json()
    },
  }
}
