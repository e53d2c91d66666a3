import { FileInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { sendFile } from '../../../lib/send-file.ts'

export interface EvidenceFileProps {
  leadId: number
  label: string
  /** In place of the label, for whoever hears it. */
  name?: string | undefined
  hint?: string | undefined
  error: string | false
  /** Id of the file on the lead, as text; empty while there is none. */
  onChange: (id: string) => void
  isFirst: boolean
}

/** A file that proves something: it goes to the lead as soon as it is chosen. */
export function EvidenceFile({ leadId, label, name, hint, error, onChange, isFirst }: EvidenceFileProps) {
  const [file, setFile] = useState<File | null>(null)
  const [state, setState] = useState<'idle' | 'sending' | { problem: string }>('idle')
  const sending = useRef<AbortController>(undefined)
  useEffect(() => () => sending.current?.abort(new Error('left')), [])

  async function send(chosen: File | null) {
    sending.current?.abort(new Error('another file'))
    setFile(chosen)
    onChange('')
    setState(chosen ? 'sending' : 'idle')
    if (!chosen) return
    const mine = new AbortController()
    sending.current = mine
    try {
      const id = await sendFile({
        leadId,
        file: chosen,
        key: crypto.randomUUID(),
        onProgress: () => {},
        signal: mine.signal,
      })
      setState('idle')
      onChange(String(id))
    } catch (problem) {
      if (!mine.signal.aborted) setState({ problem: `Not sent: ${(problem as Error).message}` })
    }
  }

  return (
    <FileInput
      label={label}
      aria-label={name}
      placeholder="Choose a file"
      value={file}
      onChange={chosen => void send(chosen)}
      accept="application/pdf,image/*,.doc,.docx,.xls,.xlsx"
      clearable
      data-autofocus={isFirst || undefined}
      description={state === 'sending' ? 'Sending…' : hint}
      error={typeof state === 'object' ? state.problem : state === 'sending' ? false : error}
    />
  )
}
