import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { rolesQuery, teamTreeQuery, type User, type UserSearch, usersQuery } from './api.ts'
import classes from './Rows.module.css'
import { TeamSelect } from './TeamSelect.tsx'

export interface UserListProps {
  search: UserSearch
  onSearch: (search: UserSearch) => void
}

/** Pause in typing before the server is asked. */
const PAUSE_MS = 200

/** Everyone with an account, with filters. */
export function UserList({ search, onSearch }: UserListProps) {
  const roles = useQuery(rolesQuery)
  const teams = useQuery(teamTreeQuery)
  const [typed, setTyped] = useState(search.q ?? '')
  const ask = useDebouncedCallback((q: string) => onSearch({ ...search, q: q.trim() || undefined }), PAUSE_MS)
  const number = (value: string | null) => (value === null ? undefined : Number(value))
  return (
    <>
      <search className={classes.bar}>
        <TextInput
          className={classes.search}
          size="sm"
          aria-label="Find people"
          placeholder="Name or e-mail"
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
          value={typed}
          onChange={event => {
            setTyped(event.currentTarget.value)
            ask(event.currentTarget.value)
          }}
        />
        <Select
          className={classes.filter}
          size="sm"
          aria-label="Role"
          placeholder="Any role"
          clearable
          data={(roles.data?.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
          value={search.role ? String(search.role) : null}
          onChange={value => onSearch({ ...search, role: number(value) })}
        />
        <TeamSelect
          className={classes.filter}
          size="sm"
          aria-label="Team"
          placeholder="Any team"
          clearable
          teams={teams.data?.data ?? []}
          value={search.team ?? null}
          onChange={team => onSearch({ ...search, team: team ?? undefined })}
        />
        <Select
          className={classes.filter}
          size="sm"
          aria-label="Who"
          allowDeselect={false}
          data={[
            { value: 'active', label: 'Who work here' },
            { value: 'inactive', label: 'Who have left' },
            { value: 'all', label: 'Everyone' },
          ]}
          value={search.status ?? 'all'}
          onChange={value =>
            onSearch({ ...search, status: value === 'active' || value === 'inactive' ? value : undefined })
          }
        />
      </search>
      <Found search={search} />
    </>
  )
}

function Found({ search }: { search: UserSearch }) {
  const users = useInfiniteQuery(usersQuery(search))
  if (users.isPending) return <SkeletonRows of="people" />
  if (users.isError) return <ErrorState error={users.error} onRetry={() => void users.refetch()} />
  const found = users.data.pages.flatMap(page => page.data)
  if (found.length === 0)
    return (
      <EmptyState title="Nobody fits these filters" drawing="lamp">
        Take a filter away, or invite whom you miss.
      </EmptyState>
    )
  return (
    <>
      <ul className={classes.list} aria-label="People">
        {found.map(user => (
          <li key={user.id}>
            <UserRow user={user} />
          </li>
        ))}
      </ul>
      {users.hasNextPage && (
        <div className={classes.more}>
          <Button loading={users.isFetchingNextPage} onClick={() => void users.fetchNextPage()}>
            Show more people
          </Button>
        </div>
      )}
    </>
  )
}

function UserRow({ user }: { user: User }) {
  const roles = user.roles.map(({ name }) => name).join(', ')
  const heads = user.heads.map(({ name }) => name).join(', ')
  return (
    <div className={classes.row} data-opens data-off={user.is_active ? undefined : true}>
      <Avatar id={user.id} name={user.name} size="lg" isDecorative />
      <div className={classes.main}>
        <Link
          to="/settings/users/$userId"
          params={{ userId: String(user.id) }}
          className={`${classes.name} ${classes.open}`}
        >
          {user.name}
        </Link>
        <span className={classes.facts}>
          {user.email}
          <span className={classes.small}>
            {roles || 'No role'}
            {user.team && ` · ${user.team.name}`}
          </span>
        </span>
      </div>
      {user.is_active ? (
        <span className={classes.cell}>{roles || 'No role'}</span>
      ) : (
        <span className={classes.cell}>
          <Badge>Has left</Badge>
        </span>
      )}
      <span className={classes.cell}>
        {heads && user.heads[0]?.id === user.team?.id ? `Heads ${heads}` : (user.team?.name ?? '—')}
      </span>
      <span className={classes.cell} data-narrow data-spare>
        {user.last_seen_at ? <When at={user.last_seen_at} /> : 'Not yet here'}
      </span>
    </div>
  )
}
