import { join } from 'node:path'
import type { DemoPerson } from '../../scripts/lib/demo-people.ts'

/** Playwright's workers are processes of their own: the environment is what they inherit from the global set-up. */
const URL_VARIABLE = 'JOURNEYS_URL'
const FOLDER_VARIABLE = 'JOURNEYS_FOLDER'

export function rememberRun(run: { url: string; folder: string }): void {
  process.env[URL_VARIABLE] = run.url
  process.env[FOLDER_VARIABLE] = run.folder
}

/** Where the product of this run listens. */
export const productUrl = () => inherited(URL_VARIABLE)

/** Cookies of a demo person who has signed in. */
export const sessionFile = (person: DemoPerson) => join(inherited(FOLDER_VARIABLE), `${person}.json`)

function inherited(name: string): string {
  const value = process.env[name]
  if (!value)
    throw new Error(`${name} is set by the global set-up; run the journeys with playwright.config.ts`)
  return value
}
