import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { deleteLead, leadKeys, leadQuery, restoreLead } from '../api.ts'
import { isSettled, type Lead } from '../lead.ts'
import { putCached, removeCached } from '../lead-cache.ts'
import { HouseholdPanel } from '../merging/HouseholdPanel.tsx'
import { LeadCompanyContext, useLeadCompany } from '../use-lead-company.ts'
import { LeadEditing, useLeadEditor } from '../use-lead-editor.ts'
import { useLiveLead } from '../use-live-lead.ts'
import { useNames } from '../use-names.ts'
import { CustomFields } from './CustomFields.tsx'
import { LeadConflictDialog } from './LeadConflictDialog.tsx'
import { LeadDuplicateNotice } from './LeadDuplicateNotice.tsx'
import { ContactFields, HomeFields, OwnerFields, SideFields } from './LeadFields.tsx'
import { LeadHeader } from './LeadHeader.tsx'
import classes from './LeadPage.module.css'
import { LeadParts } from './LeadParts.tsx'
import { LeadStages, type LeadStagesProps } from './LeadStages.tsx'

const LeadAccessDialog = lazy(async () => ({
  default: (await import('../access/LeadAccessDialog.tsx')).LeadAccessDialog,
}))
const MergeDialog = lazy(async () => ({ default: (await import('../merging/MergeDialog.tsx')).MergeDialog }))

export interface LeadPageProps extends Pick<LeadStagesProps, 'isLosing' | 'onLosing'> {
  id: number
  /** Called once the lead is deleted. */
  onGone: () => void
  /** Called with the lead that a merge left. */
  onMerged: (id: number) => void
  /** Stands beside the fields: what other features know of this lead. */
  beside?: (lead: Lead) => ReactNode
  /** What other features show of it: the log above, the timeline below, what is planned at the side. */
  parts?: (lead: Lead) => { log: ReactNode; timeline: ReactNode; plans: ReactNode }
  onMoveRefused?: LeadStagesProps['onRefused']
  onConvert?: LeadStagesProps['onConvert']
}

/** One lead: what matters at the top, every field editable where it stands, what happened below. */
export function LeadPage({ id, beside, parts, ...deeds }: LeadPageProps) {
  const lead = useQuery(leadQuery(id))
  useLiveLead(id)
  if (lead.isError && (!lead.data || lead.error.name === 'ProblemError')) {
    if (lead.data) return <LeadLeft name={lead.data.name} />
    const isFinal = lead.error instanceof ProblemError && lead.error.status === 404
    return <ErrorState error={lead.error} onRetry={isFinal ? undefined : () => void lead.refetch()} />
  }
  if (!lead.data) return <LeadPageSkeleton />
  return <LoadedLead key={id} lead={lead.data} beside={beside} parts={parts} {...deeds} />
}

/** What was on the page a moment ago is out of reach now. */
function LeadLeft({ name }: { name: string }) {
  return (
    <EmptyState
      title={`${name} has left your list`}
      drawing="lamp"
      actions={
        <Button component={Link} to="/leads">
          Show my leads
        </Button>
      }
    >
      Someone deleted this lead or gave it to a colleague just now.
    </EmptyState>
  )
}

function LoadedLead(props: Omit<LeadPageProps, 'id'> & { lead: Lead }) {
  const { lead, onGone, onMerged, beside, parts, onMoveRefused, onConvert, isLosing, onLosing } = props
  const can = useCan()
  const names = useNames()
  const { save, conflict, resolve, isOwn } = useLeadEditor(lead.id)
  const company = useLeadCompany(lead, isOwn)
  const { remove, restore } = useRemoval(lead, onGone)
  /** The lead to merge with: null while it is looked for, undefined when nothing is merged. */
  const [mergeWith, setMergeWith] = useState<number | null>()
  const [isWhoOpen, setWhoOpen] = useState(false)
  const page = useRef<HTMLDivElement>(null)
  const shown = parts?.(lead)
  const isReadOnly = isSettled(lead) || !can('CRM', 'edit')

  return (
    <LeadEditing value={{ lead, save, isReadOnly }}>
      <LeadCompanyContext value={company}>
        <div ref={page} className={classes.page}>
          <LeadParts page={page} />
          <div className={classes.main}>
            {lead.erased_at !== null && (
              <div className={classes.deleted} role="status">
                <p>The person of this lead was erased. It stays for the figures, as it is.</p>
              </div>
            )}
            {lead.deleted_at !== null && lead.erased_at === null && (
              <div className={classes.deleted} role="status">
                <p>This lead is deleted. After 30 days it goes for good.</p>
                {can('CRM', 'restore') && <Button onClick={() => restore.mutate()}>Bring it back</Button>}
              </div>
            )}
            <LeadHeader
              lead={lead}
              onDelete={() => remove.mutate()}
              onMerge={() => setMergeWith(null)}
              onWho={() => setWhoOpen(true)}
            />
            <LeadStages
              onRefused={onMoveRefused}
              onConvert={onConvert}
              isLosing={isLosing}
              onLosing={onLosing}
            />
            {!isSettled(lead) && <LeadDuplicateNotice id={lead.id} onMerge={setMergeWith} />}
            {shown?.log}
            <div className={classes.history}>{shown?.timeline}</div>
          </div>
          <aside className={classes.side} aria-label="About this lead">
            {shown?.plans}
            <OwnerFields />
            <HomeFields />
            <CustomFields />
            <ContactFields />
            <HouseholdPanel id={lead.id} />
            {beside?.(lead)}
            <SideFields />
          </aside>
        </div>
      </LeadCompanyContext>
      <Suspense>
        {isWhoOpen && <LeadAccessDialog lead={lead} onClose={() => setWhoOpen(false)} />}
        {mergeWith !== undefined && (
          <MergeDialog
            lead={lead}
            {...(mergeWith !== null && { otherId: mergeWith })}
            onClose={() => setMergeWith(undefined)}
            onMerged={onMerged}
          />
        )}
      </Suspense>
      {conflict && (
        <LeadConflictDialog conflict={conflict} names={names} onResolve={patch => void resolve(patch)} />
      )}
    </LeadEditing>
  )
}

/** Deleting is done at once and can be undone from the toast. */
function useRemoval(lead: Lead, onGone: () => void) {
  const client = useQueryClient()
  const refreshLists = () => {
    void client.invalidateQueries({ queryKey: leadKeys.pages })
    void client.invalidateQueries({ queryKey: leadKeys.counts })
  }
  const fail = (error: Error) =>
    showToast({ message: `This did not work: ${error.message}`, tone: 'problem' })
  const restore = useMutation({
    mutationFn: () => restoreLead(lead.id),
    onSuccess: restored => {
      putCached(client, restored)
      refreshLists()
      showToast({ message: `${lead.name} is back` })
    },
    onError: fail,
  })
  const remove = useMutation({
    mutationFn: () => deleteLead(lead.id),
    onSuccess: () => {
      removeCached(client, lead.id)
      refreshLists()
      onGone()
      showToast({ message: `${lead.name} deleted`, action: { label: 'Undo', run: () => restore.mutate() } })
    },
    onError: fail,
  })
  return { remove, restore }
}

function LeadPageSkeleton() {
  return (
    <div className={classes.page} role="status" aria-label="Loading the lead">
      <div className={classes.main}>
        {['32%', '48%', '100%', '60%', '54%', '66%'].map(width => (
          <SkeletonLine key={width} width={width} />
        ))}
      </div>
      <div className={classes.side}>
        {['40%', '70%', '62%', '58%'].map(width => (
          <SkeletonLine key={width} width={width} />
        ))}
      </div>
    </div>
  )
}
