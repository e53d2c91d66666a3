import { Button, Progress } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { type Import, isUnderWay } from '../import.ts'
import figures from './ImportPreviewPanel.module.css'
import classes from './ImportRun.module.css'

const number = (value: number) => value.toLocaleString('en-IN')

/** How far an import is, and what came of it. */
export function ImportRun({ run }: { run: Import }) {
  const { rows_done, rows_total, created, matched, refused } = run
  if (run.status === 'failed') {
    return (
      <EmptyState
        title="The import did not finish"
        drawing="lamp"
        actions={
          <Button component={Link} to="/import">
            Upload the file again
          </Button>
        }
      >
        {run.failure ?? 'The fault is on our side.'} {number(created)} leads were imported before; they are
        not imported twice.
      </EmptyState>
    )
  }
  const percent = rows_total === 0 ? 0 : Math.floor((rows_done / rows_total) * 100)
  return (
    <div className={classes.run}>
      {isUnderWay(run.status) ? (
        <>
          <h2 className={figures.title}>
            {rows_done === 0 ? 'Starting…' : `${number(rows_done)} of ${number(rows_total)} rows`}
          </h2>
          <Progress value={percent} aria-label="Rows imported" size={8} transitionDuration={200} />
          <p className={classes.words}>You can leave this page; the import goes on.</p>
        </>
      ) : (
        <div role="status">
          <h2 className={figures.title}>
            {created === 0 ? 'Nothing new in this file' : `${number(created)} leads imported`}
          </h2>
        </div>
      )}
      <dl className={figures.figures}>
        <Figure label="Imported" value={created} />
        <Figure label="There already" value={matched} />
        <Figure label="Refused" value={refused} />
      </dl>
      {run.status === 'done' && (
        <div className={classes.deeds}>
          {created > 0 && (
            <Button
              variant="filled"
              renderRoot={props => <Link to="/leads" search={searchOf(run)} {...props} />}
            >
              Show imported leads
            </Button>
          )}
          {refused > 0 && (
            <Button component="a" href={`/crm/imports/${run.id}/refused`} download>
              {refused === 1 ? 'Download the refused row' : `Download the ${number(refused)} refused rows`}
            </Button>
          )}
          <Button component={Link} to="/import">
            Import another file
          </Button>
        </div>
      )}
      {refused > 0 && run.status === 'done' && (
        <p className={classes.words}>
          The file names the line and the reason of each. Put them right there and import it again.
        </p>
      )}
    </div>
  )
}

/** The imported leads are found by the tag they were given. */
function searchOf(run: Import) {
  const [tag] = run.mapping?.constants?.tags ?? []
  return { tag: tag === undefined ? undefined : [tag] }
}

function Figure({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{number(value)}</dd>
    </div>
  )
}
