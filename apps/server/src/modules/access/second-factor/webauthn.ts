import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'

/** Whom passkeys belong to. */
export interface RelyingParty {
  /** Host of the public address: browsers offer a passkey there alone. */
  id: string
  /** `https://crm.firm.example` */
  origin: string
}

/** What a browser sends of a passkey that was just made. Bytes in base64url. */
export interface MadePasskey {
  id: string
  client_data: string
  authenticator_data: string
  /** SubjectPublicKeyInfo, DER. */
  public_key: string
}

/** What a browser sends of a passkey that is shown. Bytes in base64url. */
export interface ShownPasskey {
  id: string
  client_data: string
  authenticator_data: string
  signature: string
  user_handle?: string | undefined
}

/** What holds of either, once it is judged. */
export interface Judged {
  challenge: string
  signCount: number
  isSynced: boolean
}

/** Numbers of the algorithms that are taken (COSE), the best first: ES256, Ed25519, RS256. */
export const ALGORITHMS = [-7, -8, -257] as const

/** Fixed places in what an authenticator signs (WebAuthn, 6.1). */
const PLACE = { flags: 32, signCount: 33, idLength: 53, id: 55 } as const
const FLAG = { present: 0x01, verified: 0x04, synced: 0x10, hasCredential: 0x40 } as const

/** WebAuthn Level 3, 7.1, without attestation: who made the authenticator is not asked, so nothing in the answer is signed, and its key is
 *  worth what the session is that registers it. @returns null for what is no passkey of this place */
export function judgeMade(
  made: MadePasskey,
  party: RelyingParty,
): (Judged & { credentialId: Buffer; publicKey: Buffer }) | null {
  const data = bytesOf(made.authenticator_data)
  const challenge = challengeOf(made.client_data, 'webauthn.create', party)
  const key = keyOf(bytesOf(made.public_key))
  if (challenge === null || !key || !isHere(data, party, FLAG.hasCredential)) return null
  const credentialId = bytesOf(made.id)
  const rest = PLACE.id + credentialId.length
  const isSameId =
    data.length > rest &&
    data.readUInt16BE(PLACE.idLength) === credentialId.length &&
    data.subarray(PLACE.id, rest).equals(credentialId)
  if (!isSameId || !holdsKey(data.subarray(rest), key)) return null
  return {
    challenge,
    credentialId,
    publicKey: key.export({ type: 'spki', format: 'der' }),
    ...countsOf(data),
  }
}

/** WebAuthn Level 3, 7.2. @returns null where it was not signed by this key, for this place, by a person whom the device knew */
export function judgeShown(shown: ShownPasskey, publicKey: Buffer, party: RelyingParty): Judged | null {
  const data = bytesOf(shown.authenticator_data)
  const challenge = challengeOf(shown.client_data, 'webauthn.get', party)
  const key = keyOf(publicKey)
  if (challenge === null || !key || !isHere(data, party)) return null
  const signed = Buffer.concat([data, sha256(bytesOf(shown.client_data))])
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  if (!verify(digest, signed, key, bytesOf(shown.signature))) return null
  return { challenge, ...countsOf(data) }
}

/** The challenge that the browser answered, where it did so on our own page and for this purpose. */
function challengeOf(clientData: string, type: string, party: RelyingParty): string | null {
  let said: Record<string, unknown>
  try {
    said = JSON.parse(bytesOf(clientData).toString())
  } catch {
    return null
  }
  if (said?.type !== type || said.origin !== party.origin || said.crossOrigin === true) return null
  return typeof said.challenge === 'string' ? said.challenge : null
}

/** Made for this host, with the person there and known to the device by a finger, a face or a PIN. */
function isHere(data: Buffer, party: RelyingParty, flags = 0): boolean {
  const wanted = FLAG.present | FLAG.verified | flags
  return (
    data.length > PLACE.signCount + 3 &&
    data.subarray(0, PLACE.flags).equals(sha256(party.id)) &&
    ((data[PLACE.flags] ?? 0) & wanted) === wanted
  )
}

const countsOf = (data: Buffer) => ({
  signCount: data.readUInt32BE(PLACE.signCount),
  isSynced: ((data[PLACE.flags] ?? 0) & FLAG.synced) !== 0,
})

/** A key of one of the three kinds; undefined for any other. */
function keyOf(der: Buffer): KeyObject | undefined {
  let key: KeyObject
  try {
    key = createPublicKey({ key: der, type: 'spki', format: 'der' })
  } catch {
    return undefined
  }
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  const isTaken =
    key.asymmetricKeyType === 'ed25519' ||
    (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') ||
    (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048)
  return isTaken ? key : undefined
}

/** The authenticator writes the numbers of its key into its data: the key beside it must be the same. */
function holdsKey(data: Buffer, key: KeyObject): boolean {
  const { x, y, n } = key.export({ format: 'jwk' })
  return [x, y, n].every(number => number === undefined || data.includes(bytesOf(number)))
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url')
const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest()
