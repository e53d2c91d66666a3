import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMe } from '../../../lib/me.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { AvailabilityForm } from './AvailabilityForm.tsx'
import { availabilityQuery, colleaguesQuery } from './api.ts'

/** When somebody takes new leads: oneself, or whom one assigns leads to. */
export function AvailabilitySettings() {
  const me = useMe()
  const [userId, setUserId] = useState(me.id)
  const people = useQuery(colleaguesQuery).data ?? []
  const { data, error, refetch } = useQuery(availabilityQuery(userId))
  const others = people.filter(({ id }) => id !== me.id)
  return (
    <>
      {others.length > 0 && (
        <Select
          label="Whose"
          maw={320}
          mb={24}
          searchable
          allowDeselect={false}
          data={[
            { value: String(me.id), label: `${me.name} (you)` },
            ...others.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          value={String(userId)}
          onChange={value => value && setUserId(Number(value))}
        />
      )}
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <SkeletonRows of="settings" />}
      {data && <AvailabilityForm key={`${userId} ${JSON.stringify(data)}`} userId={userId} saved={data} />}
    </>
  )
}
