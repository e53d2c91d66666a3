import { OfflineError, readProblem } from './problem.ts'

/** A file on its way to a lead. */
export interface Sending {
  leadId: number
  file: File
  /** The same on every try: the file is then added once. */
  key: string
  /** How much of it has gone, 0 to 1. */
  onProgress(part: number): void
  signal: AbortSignal
}

/** Sends one file and gives its id. `fetch` does not tell how far it is.
 *  @throws ProblemError, OfflineError; the signal's reason when it was given up */
export function sendFile({ leadId, file, key, onProgress, signal }: Sending): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/crm/leads/${leadId}/files`)
    request.setRequestHeader('idempotency-key', key)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => {
      if (request.status < 300) resolve((JSON.parse(request.responseText) as { id: number }).id)
      else void readProblem(new Response(request.responseText, { status: request.status })).then(reject)
    }
    request.onerror = () => reject(new OfflineError(new Error('no answer')))
    request.onabort = () => reject(signal.reason)
    signal.addEventListener('abort', () => request.abort(), { once: true })
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
}
