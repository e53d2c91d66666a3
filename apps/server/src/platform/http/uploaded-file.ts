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

/** The one file of a multipart form. The route's scope must have `@fastify/multipart`.
 *  @throws AppError "invalid-input" when there is none, "malformed-body" when it breaks off */
export async function uploadedFile(request: FastifyRequest): Promise<UploadedFile> {
  const part = request.isMultipart() ? await request.file().catch(refuseBroken) : undefined
  if (!part) {
    const errors = [{ path: 'file', message: 'Choose a file' }]
    throw new AppError('invalid-input', { detail: 'Choose a file.', errors })
  }
  return { name: part.filename, content: whole(part.file) }
}

/** What is not wanted of a file is read all the same: else the connection would never carry another request. */
async function* whole(file: Readable): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* file.iterator({ destroyOnReturn: false })
  } catch (error) {
    refuseBroken(error)
  } finally {
    file.resume()
  }
}

/** Errors of the reader of forms have no code, those of its limits do. */
function refuseBroken(error: unknown): never {
  if (!(error instanceof Error) || 'code' in error) throw error
  throw new AppError('malformed-body', { errors: [{ path: 'file', message: 'did not arrive whole' }] })
}
