import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { type LeadFile, stemOf } from '../file.ts'

export interface FileRenameProps {
  file: LeadFile
  onRename: (name: string) => void
  onClose: () => void
}

/** Another name for a file; what it is stays in its ending. */
export function FileRename({ file, onRename, onClose }: FileRenameProps) {
  const before = stemOf(file.name)
  const [name, setName] = useState(before)
  const form = useId()
  const wanted = name.trim()

  function submit(event: FormEvent) {
    event.preventDefault()
    if (wanted && wanted !== before) onRename(wanted)
    onClose()
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Rename the file"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" type="submit" form={form} disabled={!wanted}>
            Rename
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <TextInput
          label="Name"
          value={name}
          maxLength={140}
          data-autofocus
          onFocus={event => event.currentTarget.select()}
          onChange={event => setName(event.currentTarget.value)}
        />
      </form>
    </Dialog>
  )
}
