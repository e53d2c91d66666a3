import { IconFile } from '@tabler/icons-react'
import type { Activity } from '../activity.ts'
import classes from './EntryFiles.module.css'

/** Photographs and papers of an entry: pictures as such, everything else by name. */
export function EntryFiles({ files }: { files: Activity['attachments'] }) {
  if (files.length === 0) return null
  return (
    <ul className={classes.files} aria-label="Files of this entry">
      {files.map(({ id, name, type, has_preview }) => (
        <li key={id}>
          <a
            className={has_preview ? classes.picture : classes.paper}
            href={addressOf(id, type, has_preview)}
            target="_blank"
            rel="noreferrer"
            title={name}
          >
            {has_preview ? (
              <img
                src={`/crm/files/${id}/preview?size=small`}
                alt={name}
                width={72}
                height={72}
                loading="lazy"
              />
            ) : (
              <>
                <IconFile size={16} stroke={1.75} aria-hidden />
                <span>{name}</span>
              </>
            )}
          </a>
        </li>
      ))}
    </ul>
  )
}

function addressOf(id: number, type: string, hasPreview: boolean): string {
  if (type === 'application/pdf') return `/crm/files/${id}/content?show=true`
  return hasPreview ? `/crm/files/${id}/preview?size=large` : `/crm/files/${id}/content`
}
