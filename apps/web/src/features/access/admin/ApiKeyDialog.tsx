import { Button, CopyButton, Select, TextInput } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { deeds, rolesQuery, useDeed } from './api.ts'
import classes from './Rows.module.css'

const LIVES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: 'Half a year' },
  { value: '365', label: 'A year' },
]

/** Makes a key and shows it, this once. */
export function ApiKeyDialog({ onClose }: { onClose: () => void }) {
  const form = useId()
  const { data: roles } = useSuspenseQuery(rolesQuery)
  const [name, setName] = useState('')
  const [role, setRole] = useState<string | null>(null)
  const [isRoleMissing, setRoleMissing] = useState(false)
  const [days, setDays] = useState('90')
  const add = useDeed(deeds.addApiKey, { showsError: true })

  function submit(event: FormEvent) {
    event.preventDefault()
    setRoleMissing(role === null)
    if (role !== null) {
      add.mutate({ name: name.trim(), role_id: Number(role), expires_in_days: Number(days) })
    }
  }

  if (add.data)
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={`Copy the key of ${add.data.name}`}
        lead="It is shown this once. Whoever has it can do what its role may: keep it like a password."
        actions={
          <>
            <CopyButton value={add.data.key}>
              {({ copied, copy }) => (
                <Button onClick={copy} data-autofocus>
                  {copied ? 'Copied' : 'Copy key'}
                </Button>
              )}
            </CopyButton>
            <Button variant="filled" onClick={onClose}>
              I have it
            </Button>
          </>
        }
      >
        <TextInput
          label="API key"
          value={add.data.key}
          readOnly
          onFocus={event => event.currentTarget.select()}
          description="Sent with each request as: Authorization: Bearer …"
        />
      </Dialog>
    )
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="New API key"
      lead="It acts in your name, with the rights of one role, and never with more than you have at that moment."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled" loading={add.isPending}>
            Make key
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form}>
        <TextInput
          label="What it is for"
          placeholder="Website form"
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          data-autofocus
        />
        <div className={classes.pair}>
          <Select
            label="Role"
            placeholder="Choose a role"
            required
            withAsterisk={false}
            data={roles.data.map(each => ({ value: String(each.id), label: each.name }))}
            value={role}
            error={isRoleMissing && 'Choose what it may do.'}
            onChange={value => {
              setRole(value)
              setRoleMissing(false)
            }}
          />
          <Select
            label="Works for"
            allowDeselect={false}
            data={LIVES}
            value={days}
            onChange={value => setDays(value ?? '90')}
          />
        </div>
        {add.error && (
          <p role="alert" className={classes.problem}>
            {add.error.message}
          </p>
        )}
      </form>
    </Dialog>
  )
}
