import { MODULES, PERMISSIONS, SCOPES } from '@optimwalls/permissions'
import { Type } from 'typebox'
import { PASSWORD_LENGTH } from './better-auth.ts'
import { Navigation } from './navigation/navigation.schemas.ts'
import { Preferences } from './preferences/preferences.schemas.ts'
import { OwnPasskey, PasskeyRequest, ShownPasskey } from './second-factor/passkey.schemas.ts'

const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const Instant = Type.String({ format: 'date-time' })
const Email = Type.String({ format: 'email', maxLength: 254 })
const NewPassword = Type.String({ minLength: PASSWORD_LENGTH.min, maxLength: PASSWORD_LENGTH.max })
const PersonName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const closed = { additionalProperties: false }

const list = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ data: Type.Array(item), next_cursor: Type.Union([Type.String(), Type.Null()]) })

export const SignInRequest = Type.Object(
  { email: Email, password: Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH.max }) },
  closed,
)
export const SignedIn = Type.Object({ user: Type.Object({ id: Id, name: Type.String() }) })

const Code = Type.String({ minLength: 6, maxLength: 12, description: 'Six digits; spaces do no harm' })
const SecondSteps = Type.Array(Type.Enum(['passkey', 'totp', 'recovery_code']), {
  description: 'How it may be taken: POST /api/auth/sign-in/second-step within ten minutes',
})
export const SecondStepWanted = Type.Object({ second_step: SecondSteps })
export const SecondStepAhead = Type.Object({
  second_step: SecondSteps,
  passkey: Type.Union([PasskeyRequest, Type.Null()], {
    description: 'What the browser needs to ask for a passkey',
  }),
})
const Proof = {
  code: Type.Optional(Code),
  recovery_code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  passkey: Type.Optional(ShownPasskey),
}
export const SecondStepRequest = Type.Object(Proof, closed)

const Again = {
  ...Proof,
  password: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: PASSWORD_LENGTH.max,
      description: 'Needed from whoever has a password and shows no passkey',
    }),
  ),
}
export const SecondFactorState = Type.Object({
  totp_since: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  passkeys: Type.Array(OwnPasskey),
  recovery_codes_left: Type.Integer(),
  has_password: Type.Boolean(),
  is_needed: Type.Boolean({ description: 'One of your roles needs a second factor' }),
})
/** What is asked for before the way of signing in is changed. */
export const ProvenAgain = Type.Object(Again, closed)
export const TotpSecret = Type.Object({
  key: Type.String({ description: 'To type into an authenticator app (base32)' }),
  uri: Type.String({ description: 'The same as otpauth: address, for a QR code' }),
})
export const ConfirmTotp = Type.Object({ code: Code }, closed)
export const RecoveryCodes = Type.Object({
  recovery_codes: Type.Array(Type.String(), {
    description: 'Shown this once; each works once. Empty where you have some from before',
  }),
})

export const SignInOptions = Type.Object({
  demo: Type.Boolean({ description: 'Whether there are demo accounts to choose from' }),
  passwords: Type.Boolean({ description: 'Whether anything but the provider signs in' }),
  sso: Type.Union(
    [
      Type.Object({
        name: Type.String(),
        sign_up: Type.Boolean({ description: 'Whether somebody new gets an account by it' }),
      }),
      Type.Null(),
    ],
    { description: "The firm's sign-in provider; the way to it is /api/auth/oidc/start" },
  ),
  logins: Type.Array(
    Type.Object({ email: Type.String(), name: Type.String(), role: Type.String(), password: Type.String() }),
  ),
})

export const Empty = Type.Object({}, closed)
export const Done = Type.Object({ status: Type.Literal(true) })

export const ResetRequest = Type.Object({ email: Email }, closed)
export const NewPasswordRequest = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 200 }), newPassword: NewPassword },
  closed,
)
export const ChangePasswordRequest = Type.Object(
  {
    currentPassword: Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH.max }),
    newPassword: NewPassword,
  },
  closed,
)

export const FirstAdminBody = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 200 }),
    name: PersonName,
    email: Email,
    password: Type.Optional(NewPassword),
  },
  closed,
)
export const FirstAdminAnswer = Type.Object({ id: Id, name: Type.String(), email: Type.String() })

export const InvitationAccepted = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 200 }), name: PersonName, password: NewPassword },
  closed,
)

const NamedTeam = Type.Object({ id: Id, name: Type.String() })

export const Me = Type.Object({
  id: Id,
  name: Type.String(),
  email: Type.String(),
  roles: Type.Array(Type.String()),
  permissions: Type.Array(
    Type.Object({
      module: Type.Enum(MODULES),
      action: Type.Enum([...new Set(PERMISSIONS.map(({ action }) => action))]),
      scope: Type.Enum([...SCOPES]),
    }),
  ),
  team: Type.Union([NamedTeam, Type.Null()], { description: 'The team the person works in' }),
  viewing: Type.Union(
    [
      Type.Object({
        as: Type.String({ description: 'Name of the person, or of the role' }),
        is_role: Type.Boolean(),
        by: Type.Object({ id: Id, name: Type.String() }),
        ends_at: Instant,
      }),
      Type.Null(),
    ],
    {
      description:
        'Where somebody looks on as this person or role: all the rest here is as they would be told',
    },
  ),
  second_factor_due: Type.Boolean({
    description: 'Your role needs a second factor and you have none: until it is set up all else is refused',
  }),
  teams: Type.Array(NamedTeam, { description: 'The teams that the scope `team` reaches' }),
  navigation: Navigation,
  preferences: Preferences,
  firm: Type.Object({
    currency: Type.String({ description: 'ISO 4217' }),
    country: Type.String({ description: 'ISO 3166-1 alpha-2' }),
    time_zone: Type.String({ description: 'IANA name' }),
  }),
})

const Session = Type.Object({
  id: Id,
  device: Type.String({ description: 'In words: Chrome on Windows' }),
  ip_address: Type.Union([Type.String(), Type.Null()]),
  signed_in_at: Instant,
  last_seen_at: Instant,
  current: Type.Boolean({ description: 'The session that asks' }),
})
export const SessionList = Type.Object({
  ...list(Session).properties,
  idle_hours: Type.Integer({ description: 'After so many hours without use a session ends' }),
  max_hours: Type.Integer({ description: 'So many hours after signing in a session ends' }),
})
export const SessionParams = Type.Object({ id: Id }, closed)
export const SessionsEnded = Type.Object({ ended: Type.Integer() })

export const PeopleQuery = Type.Object(
  {
    to: Type.Optional(
      Type.Enum(['own', 'name'], {
        default: 'own',
        description: '`own`: whom you may make owner of a lead; `name`: whom you may name in what you write',
      }),
    ),
  },
  { additionalProperties: false },
)

export const PeopleList = list(
  Type.Object({ id: Id, name: Type.String(), team_id: Type.Union([Id, Type.Null()]) }),
)
export const TeamList = list(
  Type.Object({
    id: Id,
    name: Type.String(),
    parent_id: Type.Union([Id, Type.Null()]),
    head_id: Type.Union([Id, Type.Null()]),
  }),
)
