import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatPhone } from '../../../lib/format-phone.ts'
import { useMe } from '../../../lib/me.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { Money } from '../../../ui/Money.tsx'
import { Person } from '../../../ui/Person.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { type ClientFilters, type ClientRow, clientsQuery, peopleChoicesQuery } from '../api.ts'
import { useFreshClients } from '../use-fresh-clients.ts'
import classes from './ClientList.module.css'

/** Searching follows typing by so many ms. */
const PAUSE_MS = 250
/** Shorter words find too much. */
const SHORTEST = 2

export interface ClientListProps {
  filters: ClientFilters
  onFilter: (filters: ClientFilters) => void
}

/** Everybody who became a client, the newest on top. */
export function ClientList({ filters, onFilter }: ClientListProps) {
  const { q, owner } = filters
  const [typed, setTyped] = useState(q ?? '')
  const change = (text: string, by: number | undefined) =>
    onFilter({ ...(text.length >= SHORTEST && { q: text }), ...(by !== undefined && { owner: by }) })
  const search = useDebouncedCallback((text: string) => change(text, owner), PAUSE_MS)
  useFreshClients()
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          type="search"
          size="sm"
          className={classes.search}
          aria-label="Search clients by name"
          placeholder="Search clients"
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
          maxLength={100}
          value={typed}
          onChange={event => {
            setTyped(event.currentTarget.value)
            search(event.currentTarget.value.trim())
          }}
        />
        <OwnerChoice owner={owner} onOwner={by => change(typed.trim(), by)} />
      </div>
      <Found filters={filters} />
    </>
  )
}

/** Whose clients are shown: everybody's, one's own, or those of a colleague whom one gives clients to. */
function OwnerChoice({
  owner,
  onOwner,
}: {
  owner: number | undefined
  onOwner: (owner: number | undefined) => void
}) {
  const me = useMe()
  const can = useCan()
  const others = useQuery({ ...peopleChoicesQuery, enabled: can('CRM', 'assign') }).data?.account_owners ?? []
  if (!can('CRM', 'view')) return null
  return (
    <NativeSelect
      size="sm"
      aria-label="Account owner"
      value={owner ?? ''}
      data={[
        { value: '', label: 'Any account owner' },
        { value: String(me.id), label: 'Mine' },
        ...others.flatMap(({ id, name }) => (id === me.id ? [] : [{ value: String(id), label: name }])),
      ]}
      onChange={event =>
        onOwner(event.currentTarget.value === '' ? undefined : Number(event.currentTarget.value))
      }
    />
  )
}

function Found({ filters }: { filters: ClientFilters }) {
  const { q, owner } = filters
  const clients = useInfiniteQuery(clientsQuery(filters))
  if (clients.isPending) return <SkeletonRows of="clients" />
  if (clients.isError && !clients.data)
    return <ErrorState error={clients.error} onRetry={() => void clients.refetch()} />
  const shown = clients.data.pages.flatMap(page => page.data)
  if (shown.length === 0)
    return q ? (
      <EmptyState title={`No client is called “${q}”`}>Try a part of the name.</EmptyState>
    ) : owner !== undefined ? (
      <EmptyState title="No clients of this account owner">Choose somebody else, or all.</EmptyState>
    ) : (
      <EmptyState title="No clients yet">
        Take a lead to Converted, on the board or on its page: the client stands here then.
      </EmptyState>
    )
  return (
    <section aria-label="Clients">
      <div className={classes.head} aria-hidden>
        <span>Client</span>
        <span>City</span>
        <span>Account owner</span>
        <span>Since</span>
        <span className={classes.amount}>Value</span>
      </div>
      <ul className={classes.list}>
        {shown.map(client => (
          <ClientItem key={client.id} client={client} />
        ))}
      </ul>
      {clients.hasNextPage && (
        <Button
          variant="subtle"
          size="sm"
          loading={clients.isFetchingNextPage}
          onClick={() => void clients.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </section>
  )
}

function ClientItem({ client }: { client: ClientRow }) {
  return (
    <li>
      <Link to="/clients/$clientId" params={{ clientId: String(client.id) }} className={classes.item}>
        <span className={classes.who}>
          <span className={classes.name}>{client.name}</span>
          <span className={classes.phone}>
            {client.phone === null ? (client.email ?? 'No contact') : formatPhone(client.phone)}
            {client.leads > 1 && ` · ${client.leads} projects`}
          </span>
        </span>
        <span className={classes.city}>{client.location ?? '—'}</span>
        <span className={classes.owner}>
          <Person person={client.account_owner} none="Nobody" />
        </span>
        <span className={classes.since}>
          <When at={client.created_at} />
        </span>
        <span className={classes.amount}>
          <Money amount={client.value} currency={client.currency} />
        </span>
      </Link>
    </li>
  )
}
