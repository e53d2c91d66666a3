import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { importsQuery } from '../api.ts'
import type { Import } from '../import.ts'
import classes from './ImportHistory.module.css'

/** The imports of this person, newest first. */
export function ImportHistory() {
  const imports = useQuery(importsQuery)
  if (imports.isPending) return <SkeletonRows of="imports" rows={3} />
  if (imports.isError) return <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />
  if (imports.data.length === 0) return null
  return (
    <section aria-label="Past imports">
      <h2 className={classes.title}>Past imports</h2>
      <ul className={classes.list}>
        {imports.data.map(each => (
          <li key={each.id} className={classes.item}>
            <Link to="/import/$importId" params={{ importId: String(each.id) }} className={classes.name}>
              {each.file_name}
            </Link>
            <span className={classes.told}>{tell(each)}</span>
            <span className={classes.time}>
              <When at={each.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const number = (value: number) => value.toLocaleString('en-IN')

function tell({ status, rows_total, rows_done, created, matched, refused }: Import): string {
  switch (status) {
    case 'uploaded':
      return `${number(rows_total)} rows, not imported yet`
    case 'queued':
    case 'running':
      return `Under way, ${number(rows_done)} of ${number(rows_total)} rows`
    case 'failed':
      return 'Did not finish'
    case 'cancelled':
      return `Cancelled after ${number(rows_done)} of ${number(rows_total)} rows`
    case 'undoing':
      return 'Being undone'
    case 'undone':
      return 'Undone'
    case 'done':
      return [
        `${number(created)} imported`,
        matched > 0 && `${number(matched)} there already`,
        refused > 0 && `${number(refused)} refused`,
      ]
        .filter(Boolean)
        .join(', ')
  }
}
