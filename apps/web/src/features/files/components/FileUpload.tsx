import { ActionIcon } from '@mantine/core'
import { IconRefresh, IconX } from '@tabler/icons-react'
import { formatSize } from '../file.ts'
import type { Upload } from '../upload-queue.ts'
import classes from './FileUpload.module.css'

export interface FileUploadProps {
  upload: Upload
  onRetry: () => void
  onCancel: () => void
}

/** A file on its way: how far it is, or why it did not arrive. */
export function FileUpload({ upload, onRetry, onCancel }: FileUploadProps) {
  const { file, state, progress, error } = upload
  const percent = Math.round(progress * 100)
  return (
    <li className={classes.upload} data-failed={state === 'failed' || undefined}>
      <div className={classes.words}>
        <p className={classes.name} title={file.name}>
          {file.name}
        </p>
        {error ? (
          <p role="alert" className={classes.error}>
            {error}
          </p>
        ) : (
          <p className={classes.facts}>{wordsFor(state, progress, file.size)}</p>
        )}
      </div>
      {state === 'failed' && upload.canRetry && (
        <ActionIcon onClick={onRetry} aria-label={`Try ${file.name} again`} title="Try again">
          <IconRefresh size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      )}
      <ActionIcon
        onClick={onCancel}
        aria-label={state === 'failed' ? `Take ${file.name} off the list` : `Cancel ${file.name}`}
        title={state === 'failed' ? 'Take off the list' : 'Cancel'}
      >
        <IconX size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
      {state !== 'failed' && (
        <div
          role="progressbar"
          aria-label={`Adding ${file.name}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          className={classes.track}
        >
          <span className={classes.bar} style={{ width: `${percent}%` }} />
        </div>
      )}
    </li>
  )
}

function wordsFor(state: Upload['state'], progress: number, size: number): string {
  if (state === 'waiting') return `Waiting, ${formatSize(size)}`
  return progress < 1 ? `${formatSize(size * progress)} of ${formatSize(size)}` : 'Being checked'
}
