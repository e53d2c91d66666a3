import { type Static, Type } from 'typebox'
import { WIDGETS } from './widgets.ts'

const Size = Type.Enum(['phone', 'laptop'], { description: 'Of the screen: each has its own arrangement' })
export type Size = Static<typeof Size>
const Name = Type.Enum([...WIDGETS])
const Widget = Type.Object(
  { name: Name, width: Type.Enum(['half', 'full']) },
  { additionalProperties: false },
)
const Widgets = Type.Array(Widget, { maxItems: WIDGETS.length, description: 'In order, each once' })

export const DashboardQuery = Type.Object({ size: Type.Optional(Size) }, { additionalProperties: false })
export const DashboardBody = Type.Object({ size: Size, widgets: Widgets }, { additionalProperties: false })

export const Dashboard = Type.Object({
  size: Size,
  widgets: Widgets,
  origin: Type.Enum(['own', 'role', 'usual'], {
    description: 'Arranged by oneself, set for the role, or as it is without either',
  }),
  available: Type.Array(Name, { description: 'All that one may have' }),
})
export type Dashboard = Static<typeof Dashboard>

export const RoleDashboardBody = Type.Object(
  {
    role_id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
    size: Size,
    widgets: Type.Union([Widgets, Type.Null()], {
      description: 'null takes the arrangement of the role away',
    }),
  },
  { additionalProperties: false },
)
export type RoleDashboardBody = Static<typeof RoleDashboardBody>

export const RoleDashboards = Type.Object({
  data: Type.Array(
    Type.Object({ role_id: Type.Integer(), role: Type.String(), size: Size, widgets: Widgets }),
  ),
})
export type RoleDashboards = Static<typeof RoleDashboards>
