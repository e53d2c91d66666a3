import { Button, Select } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatDay, formatExact } from '../../../lib/format-time.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { DayField } from '../../../ui/DayField.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { FilterChip } from '../../../ui/FilterChip.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import audit from './AuditList.module.css'
import { type AuditEntry, type AuditSearch, auditActionsQuery, auditQuery, usersQuery } from './api.ts'
import classes from './Rows.module.css'

export interface AuditListProps {
  search: AuditSearch
  onSearch: (search: AuditSearch) => void
}

/** Who did what, newest first, by day. */
export function AuditList({ search, onSearch }: AuditListProps) {
  const people = useInfiniteQuery(usersQuery({}))
  const actions = useQuery(auditActionsQuery)
  const choices = (people.data?.pages.flatMap(page => page.data) ?? []).map(({ id, name }) => ({
    value: String(id),
    label: name,
  }))
  const kinds = (actions.data?.data ?? []).map(action => ({
    value: action,
    label: actionLabel(action),
  }))
  return (
    <>
      <search className={classes.bar}>
        <Select
          className={classes.filter}
          size="sm"
          aria-label="Person"
          placeholder="Anyone"
          clearable
          searchable
          data={choices}
          value={search.person ? String(search.person) : null}
          onChange={value => onSearch({ ...search, person: value === null ? undefined : Number(value) })}
        />
        <Select
          className={classes.filter}
          size="sm"
          aria-label="What was done"
          placeholder="Anything"
          clearable
          searchable
          data={kinds}
          value={search.action ?? null}
          onChange={value => onSearch({ ...search, action: value ?? undefined })}
        />
        <Select
          className={classes.filter}
          size="sm"
          aria-label="Allowed or refused"
          allowDeselect={false}
          data={[
            { value: 'any', label: 'Either outcome' },
            { value: 'true', label: 'Allowed' },
            { value: 'false', label: 'Refused' },
          ]}
          value={search.allowed === undefined ? 'any' : String(search.allowed)}
          onChange={value => onSearch({ ...search, allowed: value === 'any' ? undefined : value === 'true' })}
        />
        <span className={audit.days}>
          <DayField
            className={audit.day}
            size="sm"
            aria-label="From"
            value={search.from ?? ''}
            max={search.to}
            onChange={event => onSearch({ ...search, from: event.currentTarget.value || undefined })}
          />
          <span aria-hidden>–</span>
          <DayField
            className={audit.day}
            size="sm"
            aria-label="To"
            value={search.to ?? ''}
            min={search.from}
            onChange={event => onSearch({ ...search, to: event.currentTarget.value || undefined })}
          />
        </span>
        {search.record && (
          <FilterChip
            field="About"
            operator="is"
            value={`${search.record.replaceAll('_', ' ')} ${search.id ?? ''}`}
            onRemove={() => onSearch({ ...search, record: undefined, id: undefined })}
          />
        )}
      </search>
      <Found search={search} onSearch={onSearch} />
    </>
  )
}

/** "Created API key", "Invited person". */
function actionLabel(action: string): string {
  const words = action
    .replaceAll('_', ' ')
    .replace(/\bapi\b/, 'API')
    .replace(/\bsso\b/, 'single sign-on')
    .replace(/\buser\b/, 'person')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

function Found({ search, onSearch }: AuditListProps) {
  const entries = useInfiniteQuery(auditQuery(search))
  if (entries.isPending) return <SkeletonRows of="the audit log" />
  if (entries.isError) return <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />
  const found = entries.data.pages.flatMap(page => page.data)
  if (found.length === 0)
    return (
      <EmptyState
        title="Nothing of this kind was noted"
        drawing="lamp"
        actions={<Button onClick={() => onSearch({})}>Take all filters away</Button>}
      >
        Entries are kept for good; try a longer time.
      </EmptyState>
    )
  return (
    <>
      {byDay(found).map(([day, entriesOfDay]) => (
        <section key={day} aria-label={day} className={audit.section}>
          <h2 className={audit.heading}>{day}</h2>
          <ul className={classes.list}>
            {entriesOfDay.map(entry => (
              <li key={entry.id}>
                <Entry entry={entry} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {entries.hasNextPage && (
        <div className={classes.more}>
          <Button loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
            Show older entries
          </Button>
        </div>
      )}
    </>
  )
}

function Entry({ entry }: { entry: AuditEntry }) {
  const time = new Date(entry.at).toLocaleTimeString('en-IN', { hour: 'numeric', minute: '2-digit' })
  return (
    <div className={`${classes.row} ${audit.entry}`}>
      {entry.user ? (
        <Avatar id={entry.user.id} name={entry.user.name} isDecorative />
      ) : (
        <span className={audit.nobody} aria-hidden />
      )}
      <div className={classes.main}>
        <p className={audit.sentence}>
          <b>{entry.user?.name ?? 'Somebody'}</b> {entry.sentence}
        </p>
        <p className={classes.facts}>
          {[entry.api_key && `by the API key ${entry.api_key.name}`, entry.ip_address]
            .filter(Boolean)
            .join(' · ')}
          <About entry={entry} />
        </p>
      </div>
      {!entry.allowed && (
        <span className={audit.refused}>
          <Badge tone="red">Refused</Badge>
        </span>
      )}
      <time dateTime={entry.at} title={formatExact(entry.at)} className={audit.time}>
        {time}
      </time>
    </div>
  )
}

/** Leads to what the entry is about. */
function About({ entry: { record_type, record_id } }: { entry: AuditEntry }): ReactNode {
  if (record_id === null) return null
  const id = String(record_id)
  if (record_type === 'lead')
    return (
      <>
        {' · '}
        <Link to="/leads/$leadId" params={{ leadId: id }} className={audit.link}>
          Open the lead
        </Link>
      </>
    )
  if (record_type === 'user')
    return (
      <>
        {' · '}
        <Link to="/settings/users/$userId" params={{ userId: id }} className={audit.link}>
          Show the person
        </Link>
      </>
    )
  return null
}

function byDay(entries: readonly AuditEntry[]): [string, AuditEntry[]][] {
  const days = new Map<string, AuditEntry[]>()
  for (const entry of entries) {
    const day = formatDay(entry.at)
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days]
}
