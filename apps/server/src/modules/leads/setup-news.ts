import type { Realtime } from '../../platform/realtime/realtime.ts'

/** The room of everyone who sees leads. */
export const SETUP_ROOM = 'leads:setup'

/** What of the setting up of leads has changed. */
export type SetupPart = 'fields' | 'tags' | 'views' | 'score-bands' | 'lost-reasons'

/** Tells open pages that they must ask for fields, tags, views or the bands of scores again. */
export interface SetupNews {
  tell(what: SetupPart, userIds?: readonly number[]): void
}

export const createSetupNews = (realtime: Pick<Realtime, 'emitTo' | 'emitToUser'>): SetupNews => ({
  tell(what, userIds) {
    const message = { name: 'setup', body: { what } }
    if (!userIds) realtime.emitTo([SETUP_ROOM], message)
    else for (const id of userIds) realtime.emitToUser(id, message)
  },
})
