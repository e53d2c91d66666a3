import { StartError } from '../../config/start-error.ts'

const CAUSES: readonly [pattern: RegExp, sentence: string][] = [
  [/No space left on device/, 'The disk is full: make room where DATA_DIR lies'],
  [/Disk quota exceeded/, 'The disk quota is used up: make room where DATA_DIR lies'],
  [/Read-only file system/, 'The disk is read-only: DATA_DIR takes a folder that can be written to'],
  [
    /Permission denied|Operation not permitted/,
    'The database may not use its folder: DATA_DIR takes a folder that can be written to',
  ],
  [
    /could not map anonymous shared memory|Cannot allocate memory/,
    'There is not enough memory for the database',
  ],
]

/** What PostgreSQL said when it could not start, as one sentence. */
export function explain(output: string, cluster: string): StartError {
  const known = CAUSES.find(([pattern]) => pattern.test(output))
  if (known) return new StartError(`${known[1]} (${cluster}).`)
  const lines = output.split('\n').filter(line => /FATAL|PANIC|error/i.test(line))
  const words = lines.at(-1) ?? output.trim().split('\n').at(-1) ?? ''
  return new StartError(
    `The embedded PostgreSQL did not start (${cluster}): ${words.trim() || 'it said nothing'}`,
  )
}
