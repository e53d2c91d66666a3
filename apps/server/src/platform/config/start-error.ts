/** A start that cannot succeed as things stand. The message is one sentence for whoever started the server; no stack is shown. */
export class StartError extends Error {
  override readonly name: string = 'StartError'
}

const REASONS: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file stands in its place',
}

/** The code of a system error, if it is one. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
}

/** Turns the failure to write into DATA_DIR into the sentence to show; other errors stay what they are. */
export function cannotWrite(error: unknown, path: string): unknown {
  const reason = REASONS[codeOf(error) ?? '']
  if (reason === undefined) return error
  return new StartError(`DATA_DIR takes a folder that can be written to, but ${reason}: ${path}.`, {
    cause: error,
  })
}
