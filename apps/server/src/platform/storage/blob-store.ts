/** Where sealed files lie. Knows nothing of what is in them. */
export interface BlobStore {
  /** Stores all of `bytes` under the key or, when they or the writing fail, changes nothing. Replaces what was there. */
  write(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void>
  /** @throws MissingBlobError, when the first byte is asked for */
  read(key: string): AsyncIterable<Uint8Array>
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>
  /** A handle for `openListed` of everything stored. */
  list(): AsyncIterable<string>
  /** The bytes behind a handle from `list`. @throws MissingBlobError */
  openListed(handle: string): AsyncIterable<Uint8Array>
}

export class MissingBlobError extends Error {
  override readonly name = 'MissingBlobError'
}
