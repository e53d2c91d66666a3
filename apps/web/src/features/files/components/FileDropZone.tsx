import { Portal } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useState } from 'react'
import classes from './FileDropZone.module.css'

export interface FileDropZoneProps {
  /** Whose files they become: stands on the veil. */
  name: string
  onFiles: (files: File[]) => void
}

/** Takes files that are dropped anywhere on the page; while they hang over it, a veil says where they would go. */
export function FileDropZone({ name, onFiles }: FileDropZoneProps) {
  const [isOver, setOver] = useState(false)
  const take = useEffectEvent(onFiles)

  useEffect(() => {
    // Every element under the pointer says enter and leave: over the page as long as more have said enter.
    let depth = 0
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth += 1
      setOver(true)
    }
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    }
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      const files = filesOf(event)
      if (files.length > 0) take(files)
    }
    const controller = new AbortController()
    const { signal } = controller
    window.addEventListener('dragenter', enter, { signal })
    window.addEventListener('dragover', over, { signal })
    window.addEventListener('dragleave', leave, { signal })
    window.addEventListener('drop', drop, { signal })
    return () => controller.abort()
  }, [])

  if (!isOver) return null
  return (
    <Portal>
      <div className={classes.veil}>
        <p className={classes.words}>
          <IconUpload size={20} stroke={1.75} aria-hidden />
          Drop to add to {name}
        </p>
      </div>
    </Portal>
  )
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

/** Without folders, which come as files that cannot be read. */
function filesOf({ dataTransfer }: DragEvent): File[] {
  return [...(dataTransfer?.items ?? [])].flatMap(item => {
    if (item.kind !== 'file' || item.webkitGetAsEntry()?.isDirectory) return []
    return item.getAsFile() ?? []
  })
}
