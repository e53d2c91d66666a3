import { useQuery } from '@tanstack/react-query'
import { TagChip } from '../../../ui/TagChip.tsx'
import { tagsQuery } from '../setup.ts'

/** Tags in their colours. */
export function LeadTags({ tags }: { tags: readonly string[] }) {
  const known = useQuery(tagsQuery).data
  return tags.map(tag => (
    <TagChip key={tag} name={tag} color={known?.find(({ name }) => name === tag)?.color} />
  ))
}
