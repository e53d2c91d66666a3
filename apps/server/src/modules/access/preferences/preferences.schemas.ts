import { type Static, Type } from 'typebox'

export const Preferences = Type.Object({
  celebrates: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'Whether conversions are celebrated; null where the person has not said, which is yes',
  }),
})
export type Preferences = Static<typeof Preferences>

export const PreferencesBody = Type.Object({ celebrates: Type.Boolean() }, { additionalProperties: false })
