import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { fileKeys } from './api.ts'
import { createUploadQueue, type UploadQueue } from './upload-queue.ts'

const queues = new Map<number, UploadQueue>()

/** The files on their way to a lead: the same wherever it is asked for, and still on their way after another page was looked at. */
export function useUploads(leadId: number): UploadQueue {
  const queue = queueOf(leadId, useQueryClient())
  const uploads = useSyncExternalStore(queue.subscribe, () => queue.uploads)
  const isBusy = uploads.some(({ state }) => state !== 'failed')
  useEffect(() => {
    if (!isBusy) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isBusy])
  return queue
}

function queueOf(leadId: number, client: QueryClient): UploadQueue {
  const known = queues.get(leadId)
  if (known) return known
  const onArrived = () => client.invalidateQueries({ queryKey: fileKeys.of(leadId) })
  const queue = createUploadQueue({ leadId, onArrived })
  queues.set(leadId, queue)
  return queue
}
