import { ActionIcon, Menu } from '@mantine/core'
import { IconCheck, IconDots, IconPencil, IconPlus, IconStar } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatMoneyInFull } from '../../../lib/format-money.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { useLive } from '../../../lib/live.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { Badge, type BadgeProps } from '../../../ui/Badge.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { changeWords, nextStatuses, STATUS_WORDS } from '../quote-words.ts'
import {
  changeQuote,
  type Quote,
  type QuotePatch,
  type QuoteStatus,
  quoteKeys,
  quotesQuery,
} from '../quotes-api.ts'
import classes from './LeadQuotes.module.css'
import type { QuoteFile } from './QuoteDialog.tsx'

const QuoteDialog = lazy(() => import('./QuoteDialog.tsx').then(part => ({ default: part.QuoteDialog })))

export interface LeadQuotesProps {
  leadId: number
  leadName: string
  /** Nothing can be added, as to a deleted lead. */
  isReadOnly?: boolean
  /** Files of the lead that may be the quote. */
  files: readonly QuoteFile[]
  /** Begins with a new quote. */
  isAdding?: boolean
  /** Called when a dialog of quotes has been closed. */
  onClosed?: () => void
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
const TONES: Readonly<Record<QuoteStatus, NonNullable<BadgeProps['tone']>>> = {
  draft: 'neutral',
  sent: 'blue',
  accepted: 'green',
  declined: 'red',
}

/** What a lead was offered: each version with what it changed, and which one counts. */
export function LeadQuotes({
  leadId,
  leadName,
  isReadOnly = false,
  files,
  isAdding = false,
  onClosed,
}: LeadQuotesProps) {
  const client = useQueryClient()
  const mayEdit = useCan()('CRM', 'edit') && !isReadOnly
  const { data, error, isPending, refetch } = useQuery(quotesQuery(leadId))
  const [edited, setEdited] = useState<Quote | 'new' | null>(null)
  const asked = edited ?? (isAdding && mayEdit ? 'new' : null)
  const close = () => {
    setEdited(null)
    onClosed?.()
  }
  const refresh = () => client.invalidateQueries({ queryKey: quoteKeys.of(leadId) })
  useLive('lead', ({ lead }) => {
    if (lead.id === leadId) void refresh()
  })
  const change = useMutation({
    mutationFn: ({ quote, patch }: { quote: Quote; patch: QuotePatch }) => changeQuote(quote.id, patch),
    onSettled: refresh,
    onError(problem) {
      const said = problem instanceof ProblemError ? problem.errors[0]?.message : undefined
      showToast({ message: `Not changed: ${said ?? problem.message}`, tone: 'problem' })
    },
  })
  const quotes = data?.data ?? []
  return (
    <section aria-label="Quotes" className={classes.section}>
      <header className={classes.head}>
        <h2>Quotes</h2>
        {mayEdit && (
          <ActionIcon
            variant="subtle"
            aria-label="Add a quote"
            title="Add a quote"
            onClick={() => setEdited('new')}
          >
            <IconPlus {...ICON} />
          </ActionIcon>
        )}
      </header>
      {isPending && <SkeletonLine width="64%" />}
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {data && quotes.length === 0 && <p className={classes.told}>Nothing offered yet.</p>}
      {quotes.length > 0 && (
        <ul className={classes.quotes}>
          {quotes.map(quote => (
            <QuoteLine
              key={quote.id}
              quote={quote}
              currency={data?.currency ?? 'INR'}
              mayEdit={mayEdit && quote.merged_from === null}
              onEdit={() => setEdited(quote)}
              onChange={patch => change.mutate({ quote, patch })}
            />
          ))}
        </ul>
      )}
      {asked && (
        <Suspense>
          <QuoteDialog
            leadId={leadId}
            leadName={leadName}
            quote={asked === 'new' ? null : asked}
            files={files}
            onSaved={() => void refresh()}
            onClose={close}
          />
        </Suspense>
      )}
    </section>
  )
}

interface QuoteLineProps {
  quote: Quote
  currency: string
  mayEdit: boolean
  onEdit: () => void
  onChange: (patch: QuotePatch) => void
}

function QuoteLine({ quote, currency, mayEdit, onEdit, onChange }: QuoteLineProps) {
  const isOwn = quote.merged_from === null
  const difference = changeWords(quote, currency)
  return (
    <li className={classes.quote} data-current={(isOwn && quote.is_current) || undefined}>
      <div className={classes.words}>
        <p className={classes.first}>
          <span className={classes.amount}>{formatMoneyInFull(quote.amount, currency)}</span>
          <Badge tone={TONES[quote.status]}>{STATUS_WORDS[quote.status]}</Badge>
          {isOwn && quote.is_current && <Badge tone="accent">Current</Badge>}
        </p>
        <p className={classes.told}>
          Version {quote.version} · {formatDay(quote.quoted_on)}
          {quote.is_of_client && ' · accepted with the conversion'}
          {!isOwn && ' · of a lead merged into this one'}
        </p>
        {difference && <p className={classes.told}>{difference}</p>}
        {quote.file && (
          <a href={`/crm/files/${quote.file.id}/content`} className={classes.file}>
            {quote.file.name}
          </a>
        )}
      </div>
      {mayEdit && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" aria-label={`More for version ${quote.version}`} title="More">
              <IconDots {...ICON} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {nextStatuses(quote).map(status => (
              <Menu.Item
                key={status}
                leftSection={<IconCheck {...ICON} />}
                onClick={() => onChange({ status })}
              >
                Mark as {STATUS_WORDS[status].toLowerCase()}
              </Menu.Item>
            ))}
            {!quote.is_current && (
              <Menu.Item leftSection={<IconStar {...ICON} />} onClick={() => onChange({ is_current: true })}>
                Make it the current one
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={onEdit}>
              {quote.status === 'draft' ? 'Edit' : 'Choose its file'}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  )
}
