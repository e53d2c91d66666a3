import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'

/** The file of a form. */
export interface UploadedFile {
  /** As the sender calls it: anything. */
  name: string
  /** Its bytes, once. @throws AppError "malformed-body" when it breaks off */
  content: AsyncGenerator<Buffer, void, undefined>
}

/** Hands over the one file of a multipart form. What `use` leaves of it, also when it refuses the file after its first bytes, is read
 *  all the same: else the connection would never carry another request. The route's scope must have `@fastify/multipart`.
 *  @throws AppError "invalid-input" when there is none, "malformed-body" when it breaks off */
export async function withUploadedFile<T>(
  request: FastifyRequest,
  use: (file: UploadedFile) => Promise<T>,
): Promise<T> {
  const part = request.isMultipart() ? await request.file().catch(refuseBroken) : undefined
  if (!part) {
    const errors = [{ path: 'file', message: 'Choose a file' }]
    throw new AppError('invalid-input', { detail: 'Choose a file.', errors })
  }
  const content = whole(part.file)
  try {
    return await use({ name: part.filename, content })
  } finally {
    // Not waited for: the sender may take its time.
    void content
      .return()
      .catch(() => {})
      .finally(() => part.file.resume())
  }
}

async function* whole(file: Readable): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* file.iterator({ destroyOnReturn: false })
  } catch (error) {
    refuseBroken(error)
  }
}

/** Errors of the reader of forms have no code, those of its limits do. */
function refuseBroken(error: unknown): never {
  if (!(error instanceof Error) || 'code' in error) throw error
  throw new AppError('malformed-body', { errors: [{ path: 'file', message: 'did not arrive whole' }] })
}
