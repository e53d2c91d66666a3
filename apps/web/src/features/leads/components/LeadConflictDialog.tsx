import { Button, Radio } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { type EditConflict, FIELD_WORDS, type Names, sayValue } from '../edit-conflict.ts'
import type { LeadPatch } from '../lead.ts'
import classes from './LeadConflictDialog.module.css'

export interface LeadConflictDialogProps {
  conflict: EditConflict
  names: Names
  /** Called with the fields to write over; none of them when theirs stay. */
  onResolve: (patch: LeadPatch) => void
}

/** Both values of every field that two people changed, and the choice between them. Nothing is lost unseen. */
export function LeadConflictDialog({ conflict, names, onResolve }: LeadConflictDialogProps) {
  const form = useId()
  const fields = Object.keys(conflict.theirs).filter(field => field in FIELD_WORDS) as (keyof LeadPatch)[]
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set())

  function submit(event: FormEvent) {
    event.preventDefault()
    onResolve(
      Object.fromEntries(Object.entries(conflict.yours).filter(([field]) => mine.has(field))) as LeadPatch,
    )
  }

  function choose(field: string, whose: string) {
    setMine(now => {
      const next = new Set(now)
      if (whose === 'mine') next.add(field)
      else next.delete(field)
      return next
    })
  }

  return (
    <Dialog
      isOpen
      onClose={() => onResolve({})}
      title={`${conflict.by ?? 'Someone else'} changed this while you were typing`}
      lead="Both are shown here. Choose which one stays."
      actions={
        <Button type="submit" form={form} variant="filled">
          Keep what is chosen
        </Button>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form}>
        {fields.map(field => (
          <Radio.Group
            key={field}
            label={FIELD_WORDS[field]}
            value={mine.has(field) ? 'mine' : 'theirs'}
            onChange={whose => choose(field, whose)}
          >
            <div className={classes.choices}>
              <Radio
                value="theirs"
                label={sayValue(field, conflict.theirs[field], names)}
                description="Theirs, saved now"
              />
              <Radio value="mine" label={sayValue(field, conflict.yours[field], names)} description="Yours" />
            </div>
          </Radio.Group>
        ))}
      </form>
    </Dialog>
  )
}
