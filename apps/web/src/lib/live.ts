import type {
  BulkFrame,
  ExportFrame,
  GoneFrame,
  ImportFrame,
  LeadFrame,
  LiveLead,
  SetupFrame,
} from '@optimwalls/contract'
import { useEffect, useEffectEvent } from 'react'

/** What pages can listen to. */
export interface LiveFrames {
  lead: LeadFrame
  gone: GoneFrame
  import: ImportFrame
  export: ExportFrame
  /** There is something new in the notification centre. */
  notification: Record<string, never>
  bulk: BulkFrame
  setup: SetupFrame
}

type Listener<N extends keyof LiveFrames> = (frame: LiveFrames[N]) => void

const listeners: { [N in keyof LiveFrames]: Set<Listener<N>> } = {
  lead: new Set(),
  gone: new Set(),
  import: new Set(),
  export: new Set(),
  notification: new Set(),
  bulk: new Set(),
  setup: new Set(),
}

/** Listens to frames; returns what ends it. A frame may come twice or late: compare `row_rev` before applying. */
export function onLive<N extends keyof LiveFrames>(name: N, listener: Listener<N>): () => void {
  listeners[name].add(listener)
  return () => listeners[name].delete(listener)
}

/** Listens as long as the component stands on the page. */
export function useLive<N extends keyof LiveFrames>(name: N, listener: Listener<N>): void {
  const hear = useEffectEvent(listener)
  useEffect(() => onLive(name, frame => hear(frame)), [name])
}

/** What was heard of leads, in its order. */
export type HeardOfLead = { lead: LiveLead } | { gone: GoneFrame }

/** Reads, and tells what was heard of leads meanwhile: the answer may be of before. */
export async function hearWhile<T>(read: () => Promise<T>): Promise<[answer: T, heard: HeardOfLead[]]> {
  const heard: HeardOfLead[] = []
  const ends = [
    onLive('lead', ({ lead }) => heard.push({ lead })),
    onLive('gone', gone => heard.push({ gone })),
  ]
  try {
    return [await read(), heard]
  } finally {
    for (const end of ends) end()
  }
}

/** Hands a frame to all who listen; only the live client calls it. */
export function tell<N extends keyof LiveFrames>(name: N, frame: LiveFrames[N]): void {
  for (const listener of listeners[name]) listener(frame)
}
