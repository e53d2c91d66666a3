import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { fieldHistoryQuery } from '../api.ts'
import { fieldChange } from '../field-change.ts'
import { useNames } from '../use-names.ts'
import classes from './FieldHistory.module.css'

export interface FieldHistoryProps {
  leadId: number
  field: string
  label: string
}

/** The last changes of one field: from what to what, who, and when. */
export function FieldHistory({ leadId, field, label }: FieldHistoryProps) {
  const history = useQuery(fieldHistoryQuery(leadId, field))
  const names = useNames()
  const told = (history.data ?? []).map(entry => ({ entry, change: fieldChange(field, entry, names) }))
  const keepsNoValues = told.some(({ change }) => change === null)
  return (
    <section aria-label="Earlier values" className={classes.history}>
      <h3 className={classes.title}>{label}</h3>
      {history.isPending && <SkeletonLine width="80%" />}
      {history.isError && (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} level={3} />
      )}
      {history.isSuccess && told.length === 0 && (
        <p className={classes.none}>Not changed since the lead was added.</p>
      )}
      <ol className={classes.list}>
        {told.map(({ entry, change }) => (
          <li key={entry.id}>
            <p className={classes.change}>
              {change ? (
                <>
                  <span className={classes.from}>{change.from}</span> <span aria-hidden>→</span>
                  <span className={classes.unseen}> became </span> {change.to}
                </>
              ) : (
                'Changed'
              )}
            </p>
            <p className={classes.who}>
              {entry.actor && `${entry.actor.name}, `}
              <When at={entry.at} />
            </p>
          </li>
        ))}
      </ol>
      {keepsNoValues && (
        <p className={classes.none}>What stood here before is not kept, to protect the lead.</p>
      )}
    </section>
  )
}
