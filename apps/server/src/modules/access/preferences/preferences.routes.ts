import type { Http } from '../../../platform/http/server.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { Preferences, PreferencesBody } from './preferences.schemas.ts'
import { savePreferences } from './preferences.ts'

/** What a person wishes for themselves; read with `GET /api/me`. */
export function preferencesRoutes(http: Http, { db }: Pick<AccessPlatform, 'db'>): void {
  http.put(
    '/crm/preferences',
    {
      config: { access: 'signed-in' },
      schema: {
        tags: ['Me'],
        summary: 'Say what you wish for yourself, on every device',
        body: PreferencesBody,
        response: { 200: Preferences },
      },
    },
    request => savePreferences(db, request.principal.userId, request.body),
  )
}
