import { AppError } from '../../../platform/errors.ts'
import { DocumentInspector, type DocumentType } from '../../../platform/storage/document-type.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { nameWithEnding } from './file-name.ts'
import { makePreview, PREVIEW_TYPE } from './file-preview.ts'

const MB = 1024 * 1024
/** Largest file, in bytes. */
export const MAX_FILE_BYTES = 25 * MB

export type PreviewSize = 'small' | 'large'

/** Stores what comes in, judged by its content, with the ending that belongs to it.
 *  @throws AppError "body-too-large", "unsupported-media-type": both name the file */
export async function storeFile(
  storage: Storage,
  key: string,
  name: string,
  content: AsyncIterable<Uint8Array>,
) {
  const inspector = new DocumentInspector()
  let found: DocumentType | undefined
  async function* judged(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* inspector.watch(content)
    const verdict = await inspector.judge()
    if ('refused' in verdict) throw refusal('unsupported-media-type', name, verdict.refused)
    found = verdict
  }
  try {
    const { bytes } = await storage.put(key, judged(), { maxBytes: MAX_FILE_BYTES })
    if (!found) throw new Error('a file was stored that nobody judged')
    return { bytes, type: found.type, name: nameWithEnding(name, found.endings) }
  } catch (error) {
    if (error instanceof AppError && error.type === 'body-too-large')
      throw refusal('body-too-large', name, 'is larger than 25 MB')
    throw error
  }
}

/** Stores pictures of a file, as far as its type has any. @returns whether it has */
export async function storePreview(storage: Storage, key: string, type: string): Promise<boolean> {
  const preview = await makePreview(type, () => storage.read(key))
  if (!preview) return false
  for (const size of ['small', 'large'] as const)
    await storage.put(previewKey(key, size), preview[size], {
      type: PREVIEW_TYPE,
      maxBytes: MAX_FILE_BYTES,
    })
  return true
}

/** Where a picture of a file is stored. */
export function previewKey(storageKey: string, size: PreviewSize): string {
  return `${storageKey}.${size}`
}

/** Why a file is not taken, by its name. */
export function refusal(
  type: 'body-too-large' | 'unsupported-media-type' | 'rule-violated',
  name: string,
  why: string,
): AppError {
  return new AppError(type, { detail: `${name} ${why}.`, errors: [{ path: 'file', message: why }] })
}

/** Removes a file and its previews. */
export async function forget(storage: Storage, storageKey: string): Promise<void> {
  for (const key of [storageKey, previewKey(storageKey, 'small'), previewKey(storageKey, 'large')])
    await storage.delete(key)
}
