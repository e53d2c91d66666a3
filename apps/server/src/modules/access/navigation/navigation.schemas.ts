import { type Static, Type } from 'typebox'

/** The places that the navigation has; who may open each is a matter of permissions. */
const PLACES = [
  'home',
  'today',
  'calendar',
  'leads',
  'board',
  'clients',
  'reports',
  'duplicates',
  'import',
  'settings',
] as const

export const NavigationEntries = Type.Array(
  Type.Object({ name: Type.Enum([...PLACES]), shown: Type.Boolean() }, { additionalProperties: false }),
  {
    maxItems: PLACES.length,
    description: 'In order, each once; what is missing follows as it usually stands. Settings stay shown.',
  },
)
export type NavigationEntries = Static<typeof NavigationEntries>

export const Navigation = Type.Object({
  entries: NavigationEntries,
  origin: Type.Enum(['own', 'role', 'usual'], {
    description: 'Arranged by oneself, set for the role, or as it is without either',
  }),
})
export type Navigation = Static<typeof Navigation>

export const NavigationBody = Type.Object({ entries: NavigationEntries }, { additionalProperties: false })
export const RoleNavigationBody = Type.Object(
  {
    role_id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
    entries: Type.Union([NavigationEntries, Type.Null()], {
      description: 'null takes the arrangement of the role away',
    }),
  },
  { additionalProperties: false },
)
export type RoleNavigationBody = Static<typeof RoleNavigationBody>
