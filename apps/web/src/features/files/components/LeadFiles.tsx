import { ActionIcon, Menu } from '@mantine/core'
import { IconCamera, IconDots, IconDownload, IconRestore, IconUpload } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useRef, useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { useLive } from '../../../lib/live.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { fileKeys, filesQuery } from '../api.ts'
import { archiveAddress, type LeadFile } from '../file.ts'
import { useFileDeeds } from '../use-file-deeds.ts'
import { useUploads } from '../use-uploads.ts'
import { FileDropZone } from './FileDropZone.tsx'
import { FileTile } from './FileTile.tsx'
import { FileUpload } from './FileUpload.tsx'
import classes from './LeadFiles.module.css'

const FileLightbox = lazy(() => import('./FileLightbox.tsx').then(it => ({ default: it.FileLightbox })))
const FileRename = lazy(() => import('./FileRename.tsx').then(it => ({ default: it.FileRename })))
const DeletedFiles = lazy(() => import('./DeletedFiles.tsx').then(it => ({ default: it.DeletedFiles })))

export interface LeadFilesProps {
  leadId: number
  leadName: string
  /** Nothing can be added, as to a deleted lead. */
  isReadOnly: boolean
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const
const TAKEN = 'image/*,.heic,.heif,.pdf,.dwg,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp'

/** The files of a lead: added by dropping, choosing or the camera; looked at, renamed, deleted with undo. */
export function LeadFiles({ leadId, leadName, isReadOnly }: LeadFilesProps) {
  const mayAdd = useCan()('CRM', 'edit') && !isReadOnly
  const files = useQuery(filesQuery(leadId))
  const queue = useUploads(leadId)
  const deeds = useFileDeeds(leadId)
  const [lookedAt, setLookedAt] = useState<number | null>(null)
  const [renamed, setRenamed] = useState<LeadFile | null>(null)
  const [showsDeleted, setShowsDeleted] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  useFreshFiles(leadId)

  const shown = files.data ?? []
  const isEmpty = files.isSuccess && shown.length === 0 && queue.uploads.length === 0
  const choose = () => chooser.current?.click()
  const takeFrom = (input: HTMLInputElement) => {
    queue.add([...(input.files ?? [])])
    input.value = ''
  }

  return (
    <section className={classes.files} aria-label="Files">
      <header className={classes.head}>
        <h2>Files</h2>
        {shown.length > 0 && <span className={classes.count}>{shown.length}</span>}
        <span className={classes.deeds}>
          {mayAdd && (
            <>
              <ActionIcon
                className={classes.camera}
                aria-label="Take a photo"
                title="Take a photo"
                onClick={() => camera.current?.click()}
              >
                <IconCamera {...ICON} />
              </ActionIcon>
              <ActionIcon aria-label="Add files" title="Add files" onClick={choose}>
                <IconUpload {...ICON} />
              </ActionIcon>
            </>
          )}
          {(mayAdd || shown.length > 0) && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon aria-label="More for files" title="More">
                  <IconDots {...ICON} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  component="a"
                  href={archiveAddress(leadId)}
                  leftSection={<IconDownload {...ICON} />}
                  disabled={shown.length === 0}
                >
                  Download all
                </Menu.Item>
                {mayAdd && (
                  <Menu.Item
                    leftSection={<IconRestore {...ICON} />}
                    onClick={() => setShowsDeleted(!showsDeleted)}
                  >
                    {showsDeleted ? 'Hide deleted files' : 'Show deleted files'}
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          )}
        </span>
      </header>

      {files.isPending && <SkeletonLine width="80%" />}
      {files.isError && <ErrorState error={files.error} onRetry={() => void files.refetch()} level={3} />}
      {queue.uploads.length > 0 && (
        <ul className={classes.uploads} aria-label="Being added">
          {queue.uploads.map(upload => (
            <FileUpload
              key={upload.key}
              upload={upload}
              onRetry={() => queue.retry(upload.key)}
              onCancel={() => queue.cancel(upload.key)}
            />
          ))}
        </ul>
      )}
      {isEmpty && mayAdd && (
        <button type="button" className={classes.invite} onClick={choose}>
          Add floor plans, photos, quotes
          <span className={classes.drop}>or drop them anywhere here</span>
        </button>
      )}
      {isEmpty && !mayAdd && <p className={classes.none}>No files yet.</p>}
      {shown.length > 0 && (
        <ul className={classes.grid} aria-label="Files of this lead">
          {shown.map(file => (
            <FileTile
              key={file.id}
              file={file}
              onLook={() => setLookedAt(file.id)}
              onRename={() => setRenamed(file)}
              onKind={kind => deeds.change.mutate({ file, kind })}
              onDelete={() => deeds.remove.mutate(file)}
            />
          ))}
        </ul>
      )}

      <Suspense>
        {showsDeleted && <DeletedFiles leadId={leadId} onRestore={file => deeds.restore.mutate(file)} />}
        {lookedAt !== null && (
          <FileLightbox
            files={shown.filter(file => file.has_preview)}
            firstId={lookedAt}
            onClose={() => setLookedAt(null)}
          />
        )}
        {renamed && (
          <FileRename
            file={renamed}
            onRename={name => deeds.change.mutate({ file: renamed, name })}
            onClose={() => setRenamed(null)}
          />
        )}
      </Suspense>
      {mayAdd && (
        <>
          <FileDropZone name={leadName} onFiles={queue.add} />
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            accept={TAKEN}
            aria-label="Files to add"
            onChange={event => takeFrom(event.currentTarget)}
          />
          <input
            ref={camera}
            type="file"
            hidden
            accept="image/*"
            capture="environment"
            aria-label="Photo to add"
            onChange={event => takeFrom(event.currentTarget)}
          />
        </>
      )}
    </section>
  )
}

/** What others add appears; a frame may stand for several events, so each word about the lead counts. */
function useFreshFiles(leadId: number): void {
  const client = useQueryClient()
  useLive('lead', ({ lead }) => {
    if (lead.id === leadId) void client.invalidateQueries({ queryKey: fileKeys.of(leadId) })
  })
}
