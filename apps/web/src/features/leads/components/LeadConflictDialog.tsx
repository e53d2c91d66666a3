import { Button, Radio } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import {
  type ConflictField,
  conflictFields,
  type EditConflict,
  fieldWords,
  type Names,
  patchOf,
  sayValue,
} from '../edit-conflict.ts'
import type { LeadPatch } from '../lead.ts'
import classes from './LeadConflictDialog.module.css'

export interface LeadConflictDialogProps {
  conflict: EditConflict
  names: Names
  /** Called with the fields to write over; none of them when theirs stay. */
  onResolve: (patch: LeadPatch) => void
}

type Choice = 'theirs' | 'yours' | 'both'

/** Both values of every field that two people changed, and the choice between them. Nothing is lost unseen. */
export function LeadConflictDialog({ conflict, names, onResolve }: LeadConflictDialogProps) {
  const form = useId()
  const fields = conflictFields(conflict)
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map())

  function submit(event: FormEvent) {
    event.preventDefault()
    const wanted = fields.flatMap(({ field, ...values }) => {
      const choice = choices.get(field) ?? 'theirs'
      return choice === 'theirs' ? [] : [[field, values[choice]] as const]
    })
    onResolve(patchOf(new Map(wanted)))
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
            key={field.field}
            label={fieldWords(field.field, names)}
            value={choices.get(field.field) ?? 'theirs'}
            onChange={choice => setChoices(new Map(choices).set(field.field, choice as Choice))}
          >
            <div className={classes.choices}>
              {optionsOf(field, conflict.by, names).map(option => (
                <Radio key={option.value} {...option} />
              ))}
            </div>
          </Radio.Group>
        ))}
      </form>
    </Dialog>
  )
}

function optionsOf({ field, theirs, yours, both }: ConflictField, by: string | null, names: Names) {
  const say = (value: unknown) => sayValue(field, value, names)
  const whose = by ? `${by.split(' ')[0]}'s, saved now` : 'Theirs, saved now'
  return [
    { value: 'theirs', label: say(theirs), description: whose },
    { value: 'yours', label: say(yours), description: 'Yours' },
    ...(both ? [{ value: 'both', label: say(both), description: 'Both together' }] : []),
  ]
}
