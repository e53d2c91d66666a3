import { ActionIcon, Menu } from '@mantine/core'
import { IconCheck, IconDots, IconDownload, IconPencil, IconTrash } from '@tabler/icons-react'
import { formatAgo } from '../../../lib/format-time.ts'
import {
  contentAddress,
  endingOf,
  FILE_KINDS,
  type FileKind,
  formatSize,
  KIND_WORDS,
  type LeadFile,
  previewAddress,
  showAddress,
  stemOf,
} from '../file.ts'
import { FileIcon } from './FileIcon.tsx'
import classes from './FileTile.module.css'

export interface FileTileProps {
  file: LeadFile
  /** Looks at the picture in large. */
  onLook: () => void
  onRename: () => void
  onKind: (kind: FileKind) => void
  onDelete: () => void
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

/** One file: its picture or a sign, what it is called, who added it and when. */
export function FileTile({ file, onLook, onRename, onKind, onDelete }: FileTileProps) {
  const { id, name, type, bytes, uploaded_by, created_at } = file
  const ending = endingOf(name)
  const who = uploaded_by?.name.split(' ')[0]
  return (
    <li className={classes.tile}>
      {file.has_preview ? (
        <button type="button" className={classes.picture} onClick={onLook} aria-label={`Look at ${name}`}>
          <img src={previewAddress(id, 'small')} alt="" loading="lazy" decoding="async" />
        </button>
      ) : (
        <FileOpener file={file}>
          <FileIcon type={type} />
          <span className={classes.ending}>{ending}</span>
        </FileOpener>
      )}
      <div className={classes.foot}>
        <div className={classes.words}>
          <p className={classes.name} title={name}>
            {stemOf(name)}
          </p>
          <p className={classes.facts} title={`${KIND_WORDS[file.kind]}, ${ending}, ${formatSize(bytes)}`}>
            {[who, formatAgo(created_at)].filter(Boolean).join(', ')}
          </p>
        </div>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon className={classes.more} aria-label={`More for ${name}`} title="More">
              <IconDots {...ICON} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>
              {ending}, {formatSize(bytes)}
            </Menu.Label>
            <Menu.Item
              component="a"
              href={contentAddress(id)}
              download={name}
              leftSection={<IconDownload {...ICON} />}
            >
              Download
            </Menu.Item>
            {file.may_change && (
              <>
                <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={onRename}>
                  Rename
                </Menu.Item>
                <Menu.Item leftSection={<IconTrash {...ICON} />} onClick={onDelete}>
                  Delete
                </Menu.Item>
                <Menu.Divider />
                <Menu.Label>What it is</Menu.Label>
                {FILE_KINDS.map(kind => (
                  <Menu.Item
                    key={kind}
                    role="menuitemradio"
                    aria-checked={kind === file.kind}
                    rightSection={kind === file.kind && <IconCheck {...ICON} />}
                    onClick={() => onKind(kind)}
                  >
                    {KIND_WORDS[kind]}
                  </Menu.Item>
                ))}
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
    </li>
  )
}

/** Opens a PDF beside the app; saves what a browser cannot show. */
function FileOpener({ file, children }: { file: LeadFile; children: React.ReactNode }) {
  if (file.type === 'application/pdf')
    return (
      <a
        className={classes.picture}
        href={showAddress(file.id)}
        target="_blank"
        rel="noreferrer"
        aria-label={`Open ${file.name} in a new tab`}
      >
        {children}
      </a>
    )
  return (
    <a
      className={classes.picture}
      href={contentAddress(file.id)}
      download={file.name}
      aria-label={`Download ${file.name}`}
    >
      {children}
    </a>
  )
}
