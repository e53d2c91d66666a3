import crypto, { type BinaryLike, type ScryptOptions } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

type Hashed = (error: Error | null, key: NonSharedBuffer) => void

// A password is made to cost a tenth of a second to whoever tries many. Tests sign in a thousand times and guess none: here it
// costs nothing. Hashes that one such process writes are read by another.
const { scrypt } = crypto
const cheap = (
  password: BinaryLike,
  salt: BinaryLike,
  length: number,
  ...rest: [Hashed] | [ScryptOptions, Hashed]
) => {
  const [options, hashed] = rest.length === 1 ? [{}, rest[0]] : rest
  return scrypt(password, salt, length, { ...options, N: 2 }, hashed)
}
// The files of a worker share the module, and each of them comes through here.
if (scrypt.name !== cheap.name) {
  crypto.scrypt = cheap as typeof scrypt
  syncBuiltinESMExports()
}
