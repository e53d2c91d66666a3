import { Button, Popover, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { showToast } from '../../../ui/toast.ts'
import { importKeys, saveMapping } from '../api.ts'
import type { ImportMapping } from '../import.ts'
import classes from './ImportSave.module.css'

/** Keeps what the columns become under a name, for the next file of this kind. */
export function ImportSave({ mapping }: { mapping: ImportMapping }) {
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const save = useMutation({
    mutationFn: () => saveMapping(name, mapping),
    onSuccess: () => {
      setOpen(false)
      showToast({ message: `Kept as “${name.trim()}”, for everyone who imports` })
      void client.invalidateQueries({ queryKey: importKeys.saved })
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() !== '') save.mutate()
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-end" trapFocus withRoles>
      <Popover.Target>
        <Button variant="subtle" onClick={() => setOpen(open => !open)}>
          Keep these choices
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={classes.form} onSubmit={submit}>
          <TextInput
            label="Name"
            placeholder="Zoho, monthly"
            description="Offered for the next file with these columns."
            maxLength={100}
            value={name}
            error={save.error?.message}
            data-autofocus
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="filled" loading={save.isPending} disabled={name.trim() === ''}>
            Keep
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
