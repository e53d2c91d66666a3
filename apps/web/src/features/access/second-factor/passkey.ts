/** What the server gives to ask for a passkey. */
export interface PasskeyRequest {
  challenge: string
  rp_id: string
  credentials: readonly { id: string; transports: readonly string[] }[]
}

/** What the server gives to make one. */
export interface PasskeyCreation extends PasskeyRequest {
  algorithms: readonly number[]
  user: { id: string; name: string; display_name: string }
}

/** As long as a challenge holds. Milliseconds. */
const TIMEOUT_MS = 5 * 60_000
/** What is waited for in the field is asked for anew in time. */
const WAIT_MS = 4 * 60_000

/** Asks the person for a passkey. @throws Error that says in words why there is none */
export const showPasskey = async (request: PasskeyRequest) =>
  readShown(await inWords(() => navigator.credentials.get(asking(request))))

/** Waits until the person chooses a passkey among what the browser offers for the e-mail field.
 *  @returns null where they did not, before `signal` or the end of the challenge */
export async function awaitChosenPasskey(request: PasskeyRequest, signal: AbortSignal) {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)])
  const shown = await navigator.credentials
    .get({ ...asking(request), mediation: 'conditional', signal: ends })
    .catch((error: unknown) => {
      if (error instanceof DOMException) return null
      throw error
    })
  return shown && readShown(shown)
}

const asking = (request: PasskeyRequest): CredentialRequestOptions => ({
  publicKey: {
    challenge: bytesOf(request.challenge),
    rpId: request.rp_id,
    allowCredentials: descriptors(request),
    userVerification: 'required',
    timeout: TIMEOUT_MS,
  },
})

function readShown(shown: Credential) {
  const { rawId, response } = shown as PublicKeyCredential
  const answer = response as AuthenticatorAssertionResponse
  return {
    id: textOf(rawId),
    client_data: textOf(answer.clientDataJSON),
    authenticator_data: textOf(answer.authenticatorData),
    signature: textOf(answer.signature),
    ...(answer.userHandle?.byteLength && { user_handle: textOf(answer.userHandle) }),
  }
}

/** Has a passkey made. @throws Error that says in words why there is none */
export async function makePasskey(creation: PasskeyCreation) {
  const made = await inWords(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: bytesOf(creation.challenge),
        rp: { id: creation.rp_id, name: 'OptimWalls CRM' },
        user: {
          id: bytesOf(creation.user.id),
          name: creation.user.name,
          displayName: creation.user.display_name,
        },
        pubKeyCredParams: creation.algorithms.map(alg => ({ type: 'public-key', alg })),
        excludeCredentials: descriptors(creation),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
        timeout: TIMEOUT_MS,
      },
    }),
  )
  const { rawId, response } = made as PublicKeyCredential
  const answer = response as AuthenticatorAttestationResponse
  const key = answer.getPublicKey()
  if (!key) throw new Error('This device makes a kind of passkey that is not taken here.')
  return {
    id: textOf(rawId),
    client_data: textOf(answer.clientDataJSON),
    authenticator_data: textOf(answer.getAuthenticatorData()),
    public_key: textOf(key),
    transports: answer.getTransports().slice(0, 8),
  }
}

async function inWords<T>(ask: () => Promise<T | null>): Promise<T> {
  try {
    const answer = await ask()
    if (answer) return answer
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    if (name === 'InvalidStateError')
      throw new Error('There is a passkey of yours on this device already.', { cause: error })
    if (name === 'SecurityError')
      throw new Error('Passkeys do not work at this address. Ask your admin.', { cause: error })
    if (name !== 'NotAllowedError') throw error
  }
  throw new Error('No passkey was confirmed. Try again when you are ready.')
}

const descriptors = ({ credentials }: PasskeyRequest): PublicKeyCredentialDescriptor[] =>
  credentials.map(({ id, transports }) => ({
    type: 'public-key',
    id: bytesOf(id),
    transports: transports as AuthenticatorTransport[],
  }))

/** Base64url without padding. */
function textOf(bytes: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, letter => letter.charCodeAt(0))
}
