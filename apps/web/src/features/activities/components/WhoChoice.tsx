import { NativeSelect } from '@mantine/core'
import { scopeOf } from '@optimwalls/permissions'
import { useQuery } from '@tanstack/react-query'
import { useMe } from '../../../lib/me.ts'
import { colleaguesQuery, teamsQuery } from '../api.ts'

export interface WhoChoiceProps {
  /** As `readWho` reads it. */
  who: string | undefined
  onWho: (who: string) => void
}

/** Whoever sees the work of others chooses whose is shown. */
export function WhoChoice({ who, onWho }: WhoChoiceProps) {
  const me = useMe()
  const scope = scopeOf(me, 'CRM', 'view')
  const seesOthers = scope !== null && scope !== 'own'
  const people = useQuery({ ...colleaguesQuery, enabled: seesOthers }).data ?? []
  const teams = useQuery({ ...teamsQuery, enabled: seesOthers }).data ?? []
  if (!seesOthers) return null
  return (
    <NativeSelect
      aria-label="Whose follow-ups"
      size="sm"
      value={who ?? 'me'}
      data={[
        { value: 'me', label: 'Mine' },
        { value: 'all', label: 'Everybody' },
        ...(teams.length > 0
          ? [{ group: 'Teams', items: teams.map(({ id, name }) => ({ value: `team-${id}`, label: name })) }]
          : []),
        {
          group: 'People',
          items: people.flatMap(({ id, name }) => (id === me.id ? [] : [{ value: String(id), label: name }])),
        },
      ]}
      onChange={event => onWho(event.currentTarget.value)}
    />
  )
}
