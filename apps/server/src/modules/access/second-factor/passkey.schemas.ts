import { Type } from 'typebox'

const closed = { additionalProperties: false }
/** Base64url without padding. */
const bytes = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$', description })

const Credential = Type.Object({ id: Type.String(), transports: Type.Array(Type.String()) })

export const PasskeyRequest = Type.Object({
  challenge: Type.String({ description: 'Base64url; to be answered once, within five minutes' }),
  rp_id: Type.String(),
  credentials: Type.Array(Credential, { description: 'Those to choose from; empty where anybody’s will do' }),
})

export const PasskeyCreation = Type.Object({
  challenge: Type.String({ description: 'Base64url; to be answered once, within five minutes' }),
  rp_id: Type.String(),
  credentials: Type.Array(Credential, { description: 'Those you have: the same device makes no second one' }),
  algorithms: Type.Array(Type.Integer(), { description: 'COSE' }),
  user: Type.Object({ id: Type.String(), name: Type.String(), display_name: Type.String() }),
})

/** A browser's answer to a request. */
export const ShownPasskey = Type.Object(
  {
    id: bytes(1400, 'Of the credential'),
    client_data: bytes(4000, 'clientDataJSON'),
    authenticator_data: bytes(4000, 'As it was signed'),
    signature: bytes(1400, 'By the passkey'),
    user_handle: Type.Optional(bytes(100, 'Whose the authenticator says it is')),
  },
  closed,
)

const PasskeyName = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: '\\S',
  description: 'What you call it',
})

export const NewPasskey = Type.Object(
  {
    name: PasskeyName,
    id: bytes(1400, 'Of the credential'),
    client_data: bytes(4000, 'clientDataJSON'),
    authenticator_data: bytes(4000, 'With the credential in it'),
    public_key: bytes(2000, 'SubjectPublicKeyInfo, DER'),
    transports: Type.Array(Type.String({ maxLength: 20, pattern: '^[a-z-]+$' }), { maxItems: 8 }),
  },
  closed,
)
export const PasskeyAdded = Type.Object({
  id: Type.Integer(),
  recovery_codes: Type.Array(Type.String(), {
    description: 'Shown this once; each works once. Empty where you have some from before',
  }),
})
export const PasskeyRenamed = Type.Object({ name: PasskeyName }, closed)

export const OwnPasskey = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  is_synced: Type.Boolean({ description: 'Kept by a password manager that carries it to other devices' }),
  created_at: Type.String({ format: 'date-time' }),
  last_used_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})
