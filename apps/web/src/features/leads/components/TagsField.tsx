import { Pill, TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { tagsQuery } from '../setup.ts'
import { useLeadEditing } from '../use-lead-editor.ts'
import classes from './FieldRow.module.css'
import { FieldRow } from './FieldRow.tsx'
import tagClasses from './TagsField.module.css'

/** The tags of the lead; adding or removing one saves. */
export function TagsField() {
  const { lead, save, isReadOnly } = useLeadEditing()
  const id = useId()
  const known = useQuery(tagsQuery).data ?? []
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
        data={known.map(tag => tag.name)}
        limit={8}
        renderPill={({ value, onRemove, disabled }) => (
          <Pill
            className={tagClasses.pill}
            data-color={known.find(tag => tag.name === value)?.color ?? 'grey'}
            withRemoveButton={!isReadOnly && !disabled}
            onRemove={onRemove}
          >
            {String(value)}
          </Pill>
        )}
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
