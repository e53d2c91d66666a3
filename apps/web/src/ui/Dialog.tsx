import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Dialog.module.css'

export interface DialogProps {
  isOpen: boolean
  onClose: () => void
  /** The deed: "Delete 4 leads?". */
  title: string
  /** What it means, one sentence under the title. */
  lead?: ReactNode
  children?: ReactNode
  /** Buttons at the right of the foot: Cancel, then the deed. */
  actions?: ReactNode
  /** 440 px, or 640 for what needs room. */
  isWide?: boolean
  /** Pixels, for what neither fits. */
  width?: number
}

/** A dialog: what it does, what is missing, the deed. */
export function Dialog(props: DialogProps) {
  const { isOpen, onClose, title, lead, children, actions, isWide = false } = props
  return (
    <Modal.Root opened={isOpen} onClose={onClose} size={props.width ?? (isWide ? 640 : 440)}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Header className={classes.header}>
          <Modal.Title>{title}</Modal.Title>
          {lead && <p className={classes.lead}>{lead}</p>}
        </Modal.Header>
        {children && <Modal.Body>{children}</Modal.Body>}
        {actions && <footer className={classes.foot}>{actions}</footer>}
      </Modal.Content>
    </Modal.Root>
  )
}
