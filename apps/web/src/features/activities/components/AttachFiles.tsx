import { ActionIcon } from '@mantine/core'
import { IconPaperclip, IconX } from '@tabler/icons-react'
import { useRef } from 'react'
import { useCan } from '../../../lib/can.ts'
import type { Attaching } from '../use-attaching.ts'
import classes from './AttachFiles.module.css'

/** Adds photographs and papers to what is logged; on a phone the camera is offered as well. */
export function AttachButton({ attaching }: { attaching: Attaching }) {
  const can = useCan()
  const input = useRef<HTMLInputElement>(null)
  if (!can('CRM', 'edit')) return null
  return (
    <>
      <ActionIcon
        variant="subtle"
        aria-label="Add photos or files"
        title="Add photos or files"
        onClick={() => input.current?.click()}
      >
        <IconPaperclip size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Photos and papers of this entry"
        onChange={event => {
          attaching.add([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}

/** What was added so far, each with how it stands. */
export function AttachedFiles({ attaching }: { attaching: Attaching }) {
  if (attaching.files.length === 0) return null
  return (
    <ul className={classes.files} aria-label="Added files">
      {attaching.files.map(one => (
        <li key={one.key} data-state={one.error ? 'failed' : one.id === null ? 'sending' : undefined}>
          <span className={classes.name}>{one.error ?? one.name}</span>
          {one.id === null && !one.error && <span className={classes.state}>Sending…</span>}
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={`Take off ${one.name}`}
            onClick={() => attaching.remove(one)}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </ul>
  )
}
