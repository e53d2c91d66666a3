import { ActionIcon, Modal } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight, IconDownload, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { formatAgo } from '../../../lib/format-time.ts'
import { contentAddress, KIND_WORDS, type LeadFile, previewAddress } from '../file.ts'
import classes from './FileLightbox.module.css'

export interface FileLightboxProps {
  /** All pictures of the lead. */
  files: readonly LeadFile[]
  /** The one looked at first. */
  firstId: number
  onClose: () => void
}

const ICON = { size: 20, stroke: 1.75, 'aria-hidden': true } as const

/** Pictures in large, one after the other: arrow keys go on, Esc closes. */
export function FileLightbox({ files, firstId, onClose }: FileLightboxProps) {
  const [shownId, setShownId] = useState(firstId)
  const found = files.findIndex(({ id }) => id === shownId)
  const index = Math.max(0, found)
  const file = files[index]
  const go = (by: number) => {
    const next = files[index + by]
    if (next) setShownId(next.id)
  }
  useHotkeys([
    ['ArrowLeft', () => go(-1)],
    ['ArrowRight', () => go(1)],
  ])
  if (!file) return null
  const facts = [KIND_WORDS[file.kind], file.uploaded_by?.name, formatAgo(file.created_at)]

  return (
    <Modal.Root opened onClose={onClose} fullScreen>
      <Modal.Overlay />
      <Modal.Content className={classes.box}>
        <header className={classes.head}>
          <div className={classes.words}>
            <Modal.Title className={classes.name}>{file.name}</Modal.Title>
            <p className={classes.facts}>{facts.filter(Boolean).join(' · ')}</p>
          </div>
          <span className={classes.count} role="status">
            {index + 1} of {files.length}
          </span>
          <ActionIcon
            component="a"
            href={contentAddress(file.id)}
            download={file.name}
            className={classes.deed}
            aria-label={`Download ${file.name}`}
            title="Download"
          >
            <IconDownload {...ICON} />
          </ActionIcon>
          <ActionIcon onClick={onClose} className={classes.deed} aria-label="Close" title="Close (Esc)">
            <IconX {...ICON} />
          </ActionIcon>
        </header>
        <div className={classes.stage}>
          <img
            key={file.id}
            src={previewAddress(file.id, 'large')}
            alt={file.name}
            className={classes.picture}
          />
          {index > 0 && (
            <ActionIcon
              onClick={() => go(-1)}
              className={classes.previous}
              aria-label="Previous picture"
              title="Previous (←)"
            >
              <IconChevronLeft {...ICON} />
            </ActionIcon>
          )}
          {index < files.length - 1 && (
            <ActionIcon
              onClick={() => go(1)}
              className={classes.next}
              aria-label="Next picture"
              title="Next (→)"
            >
              <IconChevronRight {...ICON} />
            </ActionIcon>
          )}
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}
