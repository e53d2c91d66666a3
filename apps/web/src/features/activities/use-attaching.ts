import { useEffect, useRef, useState } from 'react'
import { api } from '../../lib/api.ts'
import { ProblemError } from '../../lib/problem.ts'
import { sendFile } from '../../lib/send-file.ts'

/** A file that is to stand with what is logged. */
export interface Attached {
  key: string
  name: string
  /** Null while it is on its way, and when it did not arrive. */
  id: number | null
  error: string | null
}

/** Files for one log entry: sent to the lead as they are chosen, so that saving the entry waits for nothing. */
export function useAttaching(leadId: number) {
  const [files, setFiles] = useState<readonly Attached[]>([])
  const sending = useRef(new Map<string, AbortController>())
  useEffect(() => {
    const { current } = sending
    return () => {
      for (const controller of current.values()) controller.abort()
    }
  }, [])
  const change = (key: string, fields: Partial<Attached>) =>
    setFiles(before => before.map(one => (one.key === key ? { ...one, ...fields } : one)))

  async function send(key: string, file: File): Promise<void> {
    const controller = new AbortController()
    sending.current.set(key, controller)
    try {
      const id = await sendFile({ leadId, file, key, onProgress: () => {}, signal: controller.signal })
      change(key, { id })
    } catch (error) {
      if (controller.signal.aborted) return
      change(key, { error: error instanceof ProblemError ? error.message : `${file.name} did not arrive.` })
    } finally {
      sending.current.delete(key)
    }
  }

  return {
    files,
    isSending: files.some(({ id, error }) => id === null && error === null),
    ids: files.flatMap(({ id }) => id ?? []),
    add(chosen: readonly File[]) {
      for (const file of chosen) {
        const key = crypto.randomUUID()
        setFiles(before => [...before, { key, name: file.name, id: null, error: null }])
        void send(key, file)
      }
    },
    /** Takes it off the entry and off the lead: it was added for this entry alone. */
    remove({ key, id }: Attached) {
      sending.current.get(key)?.abort()
      setFiles(before => before.filter(one => one.key !== key))
      if (id !== null) void api.DELETE('/crm/files/{id}', { params: { path: { id } } })
    },
    /** After the entry was logged. */
    clear: () => setFiles([]),
  }
}

export type Attaching = ReturnType<typeof useAttaching>
