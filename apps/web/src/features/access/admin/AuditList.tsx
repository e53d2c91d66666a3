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
import { type AuditEntry, type AuditSearch, auditActionsQuery, auditQuery } from './api.ts'
import classes from './Rows.module.css'
import { useEveryone } from './use-everyone.ts'

export interface AuditListProps {
  search: AuditSearch
  onSearch: (search: AuditSearch) => void
}

/** Who did what, newest first, by day. */
export function AuditList({ search, onSearch }: AuditListProps) {
  const people = useEveryone()
  const actions = useQuery(auditActionsQuery)
  const choices = people.map(({ id, name }) => ({ value: String(id), label: name }))
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
            value={<Subject search={search} />}
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
                <Entry entry={entry} search={search} />
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

function Entry({ entry, search }: { entry: AuditEntry; search: AuditSearch }) {
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
        <p className={`${classes.facts} ${audit.facts}`}>
          {entry.api_key && <span>by the API key {entry.api_key.name}</span>}
          {entry.ip_address && <span>{entry.ip_address}</span>}
          <About entry={entry} isAlone={search.id !== undefined} />
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

/** What the entries are about that are shown: by its name where one of them tells it. */
function Subject({ search }: { search: AuditSearch }) {
  const { data } = useInfiniteQuery(auditQuery(search))
  const name = data?.pages[0]?.data[0]?.record_name
  return name ?? `${kindWords(search.record ?? '')} ${search.id ?? ''}`.trim()
}

const KINDS: Readonly<Record<string, string>> = { user: 'person', api_key: 'API key' }
const kindWords = (kind: string) => KINDS[kind] ?? kind.replaceAll('_', ' ')

interface AboutProps {
  entry: AuditEntry
  /** The list is of this record alone. */
  isAlone: boolean
}

/** Leads to what the entry is about, and to all else that happened to it. */
function About({ entry: { record_type, record_id }, isAlone }: AboutProps): ReactNode {
  if (record_type === null || record_id === null) return null
  const id = String(record_id)
  return (
    <>
      {record_type === 'lead' && (
        <Link to="/leads/$leadId" params={{ leadId: id }} className={audit.link}>
          Open the lead
        </Link>
      )}
      {record_type === 'user' && (
        <Link to="/settings/users/$userId" params={{ userId: id }} className={audit.link}>
          Show the person
        </Link>
      )}
      {!isAlone && (
        <Link to="/settings/audit-log" search={{ record: record_type, id: record_id }} className={audit.link}>
          All about this {kindWords(record_type)}
        </Link>
      )}
    </>
  )
}

function byDay(entries: readonly AuditEntry[]): [string, AuditEntry[]][] {
  const days = new Map<string, AuditEntry[]>()
  for (const entry of entries) {
    const day = formatDay(entry.at)
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days]
}
