import { Button, Progress } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { showToast } from '../../../ui/toast.ts'
import { cancelImport, importKeys, importKindsQuery, runImport, undoImport } from '../api.ts'
import { countOf, type Import, isUnderWay, things } from '../import.ts'
import { ImportFigures } from './ImportFigures.tsx'
import figures from './ImportPreviewPanel.module.css'
import { ImportReasons } from './ImportReasons.tsx'
import classes from './ImportRun.module.css'

/** How far an import is, and what came of it. */
export function ImportRun({ run }: { run: Import }) {
  const client = useQueryClient()
  const kind = useQuery(importKindsQuery).data?.find(({ name }) => name === run.kind)
  const [asksUndo, setAsksUndo] = useState(false)
  const deed = useMutation({
    mutationFn: (work: (id: number) => Promise<Import>) => work(run.id),
    onSuccess: () => client.invalidateQueries({ queryKey: importKeys.all }),
    onError: error => showToast({ message: wordsOf(error), tone: 'problem' }),
  })
  const { rows_done, rows_total, created, updated, matched, refused, status } = run
  const hasWritten = created + updated > 0
  if (status === 'failed' && !hasWritten) {
    return (
      <EmptyState
        title="The import did not finish"
        drawing="lamp"
        actions={<Button onClick={() => deed.mutate(runImport)}>Go on with it</Button>}
      >
        {run.failure ?? 'The fault is on our side.'} Nothing was imported.
      </EmptyState>
    )
  }
  return (
    <div className={classes.run}>
      {isUnderWay(status) ? (
        <UnderWay run={run} />
      ) : (
        <Ended run={run} label={things(created + updated, kind)} />
      )}
      {status === 'undone' || status === 'undoing' ? (
        <ImportFigures
          figures={[
            ['Taken back', run.undone],
            ['Stay as they are', run.kept],
          ]}
        />
      ) : (
        <ImportFigures
          figures={[
            ['New', created],
            ['Changed', updated],
            ['There already', matched],
            ['Refused', refused],
          ]}
        />
      )}
      {run.kept_because.length > 0 && (
        <ul className={classes.kept} aria-label="What stays as it is">
          {run.kept_because.slice(0, 20).map(({ lead_id, label, reason }) => (
            <li key={`${lead_id} ${label} ${reason}`}>
              {lead_id === null ? (
                label
              ) : (
                <Link to="/leads/$leadId" params={{ leadId: String(lead_id) }}>
                  {label}
                </Link>
              )}
              : {reason}
            </li>
          ))}
        </ul>
      )}
      {refused > 0 && !isUnderWay(status) && <ImportReasons reasons={run.reasons} kind={kind} />}
      <div className={classes.deeds}>
        {(status === 'queued' || status === 'running') && (
          <Button loading={deed.isPending} onClick={() => deed.mutate(cancelImport)}>
            Stop here
          </Button>
        )}
        {status === 'done' && run.kind === 'leads' && created > 0 && (
          <Button
            variant="filled"
            renderRoot={props => <Link to="/leads" search={searchOf(run)} {...props} />}
          >
            Show imported leads
          </Button>
        )}
        {(status === 'cancelled' || status === 'failed') && rows_done < rows_total && (
          <Button variant="filled" loading={deed.isPending} onClick={() => deed.mutate(runImport)}>
            Go on from row {countOf(rows_done + 1)}
          </Button>
        )}
        {refused > 0 && !isUnderWay(status) && (
          <Button component="a" href={`/crm/imports/${run.id}/refused`} download>
            {refused === 1 ? 'Download the refused row' : `Download the ${countOf(refused)} refused rows`}
          </Button>
        )}
        {!isUnderWay(status) && (
          <Button component={Link} to="/import">
            Import another file
          </Button>
        )}
        {['done', 'cancelled', 'failed'].includes(status) && hasWritten && (
          <Button variant="subtle" onClick={() => setAsksUndo(true)}>
            Undo this import
          </Button>
        )}
      </div>
      {refused > 0 && status === 'done' && (
        <p className={classes.words}>
          The file names the line and the reason of each. Put them right there and import it again.
        </p>
      )}
      <Dialog
        isOpen={asksUndo}
        onClose={() => setAsksUndo(false)}
        title="Undo this import?"
        lead="What it added goes, unless somebody has worked on it since. What it changed goes back, where nobody has changed it since."
        actions={
          <>
            <Button onClick={() => setAsksUndo(false)}>Cancel</Button>
            <Button
              variant="danger"
              loading={deed.isPending}
              onClick={() => deed.mutate(undoImport, { onSettled: () => setAsksUndo(false) })}
            >
              Undo {things(created + updated, kind)}
            </Button>
          </>
        }
      />
    </div>
  )
}

function UnderWay({
  run: { status, rows_done, rows_total, created, updated, undone, kept },
}: {
  run: Import
}) {
  const isUndo = status === 'undoing'
  const [done, total] = isUndo ? [undone + kept, created + updated] : [rows_done, rows_total]
  const percent = total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100))
  return (
    <>
      <h2 className={figures.title}>
        {done === 0
          ? isUndo
            ? 'Taking it back…'
            : 'Starting…'
          : `${countOf(done)} of ${countOf(total)} rows`}
      </h2>
      <Progress
        value={percent}
        aria-label={isUndo ? 'Rows taken back' : 'Rows imported'}
        size={8}
        transitionDuration={200}
      />
      <p className={classes.words}>You can leave this page; it goes on.</p>
    </>
  )
}

function Ended({ run, label }: { run: Import; label: string }) {
  const { status, created, updated, rows_done, rows_total } = run
  const title = {
    undone: 'The import was undone',
    cancelled: `Stopped after ${countOf(rows_done)} of ${countOf(rows_total)} rows`,
    failed: 'The import did not finish',
  }[status as string]
  const done =
    created + updated === 0
      ? 'Nothing new in this file'
      : `${label} ${updated === 0 ? 'imported' : 'imported or changed'}`
  return (
    <div role="status">
      <h2 className={figures.title}>{title ?? done}</h2>
      {run.failure && <p className={classes.words}>{run.failure}</p>}
    </div>
  )
}

const wordsOf = (error: Error): string =>
  error instanceof ProblemError && error.errors[0] ? error.errors[0].message : error.message

/** The imported leads are found by the tag they were given. */
function searchOf(run: Import) {
  const [tag] = run.mapping?.constants?.tags ?? []
  return { tag: tag === undefined ? undefined : [tag] }
}
