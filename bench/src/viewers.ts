import type pg from 'pg'
import { demoEmail, signIn } from '../../scripts/lib/demo-people.ts'

/** Somebody who works in the product, and the part of the leads that is theirs to see. */
export interface Viewer {
  person: 'manager' | 'employee'
  userId: number
  /** `Cookie` header of their session. */
  cookie: string
  /** The scope as the yardstick's own condition. */
  scope: { column: 'team_id' | 'assigned_to'; value: number }
}

export async function signInViewers(productUrl: string, database: pg.Pool): Promise<Viewer[]> {
  return [await viewer('manager'), await viewer('employee')]

  async function viewer(person: Viewer['person']): Promise<Viewer> {
    const { rows } = await database.query<{ id: number; team_id: number }>(
      'SELECT id, team_id FROM users WHERE lower(email) = $1',
      [demoEmail(person)],
    )
    const [user] = rows
    if (!user) throw new Error(`The demo firm has no ${person}`)
    const scope =
      person === 'manager'
        ? ({ column: 'team_id', value: user.team_id } as const)
        : ({ column: 'assigned_to', value: user.id } as const)
    return { person, userId: user.id, cookie: await signIn(productUrl, person), scope }
  }
}
