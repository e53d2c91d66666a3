import { ProblemError } from '../../lib/problem.ts'
import { type Sending, sendFile } from '../../lib/send-file.ts'
import { MAX_FILE_BYTES } from './file.ts'

/** One file on its way to a lead. */
export interface Upload {
  key: string
  file: File
  state: 'waiting' | 'sending' | 'failed'
  /** How much of it has gone, 0 to 1. */
  progress: number
  /** Why it failed, in words. */
  error: string | null
  /** Whether another try may end otherwise: a line that broke, not a kind of file that is not taken. */
  canRetry: boolean
}

/** The files on their way to one lead. Lasts while the page of the app is open, whatever it shows. */
export interface UploadQueue {
  /** The same list until something changes. */
  readonly uploads: readonly Upload[]
  subscribe(listener: () => void): () => void
  add(files: readonly File[]): void
  retry(key: string): void
  /** Gives a file up, wherever it is. */
  cancel(key: string): void
}

/** Files sent at the same time: a phone's line is narrow. */
const AT_ONCE = 2

export interface QueueOptions {
  leadId: number
  /** A file has arrived: what shows it is fetched again before the upload goes. */
  onArrived(): Promise<unknown>
  send?: (sending: Sending) => Promise<unknown>
}

export function createUploadQueue({ leadId, onArrived, send = sendFile }: QueueOptions): UploadQueue {
  let uploads: readonly Upload[] = []
  const listeners = new Set<() => void>()
  const running = new Map<string, AbortController>()

  function set(next: readonly Upload[]): void {
    uploads = next
    for (const listener of listeners) listener()
  }

  function change(key: string, change: Partial<Upload>): void {
    set(uploads.map(upload => (upload.key === key ? { ...upload, ...change } : upload)))
  }

  function drop(key: string): void {
    set(uploads.filter(upload => upload.key !== key))
  }

  function pump(): void {
    for (const upload of uploads) {
      if (running.size >= AT_ONCE) return
      if (upload.state === 'waiting') void run(upload)
    }
  }

  async function run({ key, file }: Upload): Promise<void> {
    const controller = new AbortController()
    running.set(key, controller)
    change(key, { state: 'sending', progress: 0, error: null })
    try {
      const onProgress = (progress: number) => change(key, { progress })
      await send({ leadId, file, key, onProgress, signal: controller.signal })
      await onArrived()
      drop(key)
    } catch (error) {
      if (!controller.signal.aborted)
        change(key, { state: 'failed', error: wordsOf(error), canRetry: isPassing(error) })
    } finally {
      running.delete(key)
      pump()
    }
  }

  return {
    get uploads() {
      return uploads
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add(files) {
      set([...uploads, ...files.map(toUpload)])
      pump()
    },
    retry(key) {
      change(key, { state: 'waiting', error: null })
      pump()
    },
    cancel(key) {
      drop(key)
      running.get(key)?.abort()
      pump()
    },
  }
}

function toUpload(file: File): Upload {
  const isTooLarge = file.size > MAX_FILE_BYTES
  return {
    key: crypto.randomUUID(),
    file,
    state: isTooLarge ? 'failed' : 'waiting',
    progress: 0,
    canRetry: false,
    error: isTooLarge ? `${file.name} is larger than 25 MB.` : null,
  }
}

/** Refused for what it is: the same again would be refused again. */
const isPassing = (error: unknown) =>
  !(error instanceof ProblemError) || error.status >= 500 || error.status === 409 || error.status === 429

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : 'This was not sent.')
