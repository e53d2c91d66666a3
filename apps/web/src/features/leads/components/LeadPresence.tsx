import { usePresence } from '../../../lib/presence.ts'
import { PresentPeople } from '../../../ui/PresentPeople.tsx'

/** Who else has this lead open. */
export function LeadPresence({ id }: { id: number }) {
  return <PresentPeople people={usePresence(`lead:${id}`)} />
}
