import { Select } from '@mantine/core'
import { useId, useState } from 'react'
import { CHANNEL_WORDS, type Channel } from '../lead.ts'
import { useLeadEditing } from '../use-lead-editor.ts'
import classes from './FieldRow.module.css'
import { FieldRow } from './FieldRow.tsx'

const ANSWERS = [
  { value: 'unasked', label: 'Not asked' },
  { value: 'yes', label: 'Agreed' },
  { value: 'no', label: 'Objected' },
]

/** Whether the lead may be reached over one channel. */
export function ConsentField({ channel }: { channel: Channel }) {
  const { lead, save, isReadOnly } = useLeadEditing()
  const id = useId()
  const [error, setError] = useState<string | null>(null)
  const agreed = lead.consent[channel]

  async function answer(value: string | null) {
    const { [channel]: _before, ...others } = lead.consent
    const consent = value === 'unasked' || value === null ? others : { ...others, [channel]: value === 'yes' }
    setError(null)
    try {
      await save({ patch: { consent }, version: lead.version })
    } catch (problem) {
      setError((problem as Error).message)
    }
  }

  return (
    <FieldRow id={id} field="consent" label={CHANNEL_WORDS[channel]} error={error}>
      <Select
        id={id}
        variant="unstyled"
        size="xs"
        classNames={{ input: classes.control }}
        rightSection={<span />}
        rightSectionPointerEvents="none"
        data={ANSWERS}
        value={agreed === undefined ? 'unasked' : agreed ? 'yes' : 'no'}
        onChange={value => void answer(value)}
        allowDeselect={false}
        readOnly={isReadOnly}
      />
    </FieldRow>
  )
}
