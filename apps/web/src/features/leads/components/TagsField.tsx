import { TagsInput } from '@mantine/core'
import { useId, useState } from 'react'
import { useLeadEditing } from '../use-lead-editor.ts'
import classes from './FieldRow.module.css'
import { FieldRow } from './FieldRow.tsx'

/** The tags of the lead; adding or removing one saves. */
export function TagsField() {
  const { lead, save, isReadOnly } = useLeadEditing()
  const id = useId()
  const [error, setError] = useState<string | null>(null)

  async function change(tags: string[]) {
    setError(null)
    try {
      await save({ patch: { tags }, version: lead.version })
    } catch (problem) {
      setError((problem as Error).message)
    }
  }

  return (
    <FieldRow id={id} field="tags" label="Tags" error={error}>
      <TagsInput
        id={id}
        variant="unstyled"
        size="sm"
        classNames={{ input: classes.control }}
        value={lead.tags}
        onChange={tags => void change(tags)}
        placeholder={lead.tags.length > 0 ? undefined : isReadOnly ? '—' : 'Add'}
        maxTags={30}
        readOnly={isReadOnly}
        acceptValueOnBlur
      />
    </FieldRow>
  )
}
