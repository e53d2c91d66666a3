import { ActionIcon } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'

export interface NarrowButtonProps {
  label: string
  onNarrow: (() => void) | null
}

/** Narrows the page to what a row is of. */
export function NarrowButton({ label, onNarrow }: NarrowButtonProps) {
  if (!onNarrow) return null
  return (
    <ActionIcon aria-label={`Only ${label}`} title={`Only ${label}`} onClick={onNarrow}>
      <IconFilter size={16} stroke={1.75} aria-hidden />
    </ActionIcon>
  )
}
