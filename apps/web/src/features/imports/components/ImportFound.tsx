import { Button, Checkbox, Select } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { savedMappingsQuery } from '../api.ts'
import { countOf, type ImportKind, type ImportMapping, type ImportWithSurvey } from '../import.ts'
import classes from './ImportFound.module.css'

export interface ImportFoundProps {
  upload: ImportWithSurvey
  kinds: ImportKind[]
  mapping: ImportMapping
  onKind: (kind: string) => void
  /** A kept mapping is taken over. */
  onMapping: (mapping: ImportMapping) => void
  onChange: (changed: Partial<ImportMapping>) => void
}

const FORMATS = { csv: 'CSV', xlsx: 'Excel', vcard: 'vCard', jcard: 'jCard' } as const
const SEPARATORS: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }

/** What is in the file, in words, and what it is taken for. */
export function ImportFound({ upload, kinds, mapping, onKind, onMapping, onChange }: ImportFoundProps) {
  const { found } = upload
  const saved = useQuery(savedMappingsQuery(upload.id)).data ?? []
  const offered = saved.filter(({ fits }) => fits)
  const kind = kinds.find(({ name }) => name === mapping.kind)
  return (
    <section className={classes.found} aria-label="What is in the file">
      <p className={classes.summary}>
        <strong>
          {countOf(found.rows)} {found.rows === 1 ? 'row' : 'rows'}
        </strong>{' '}
        in {found.columns.length} columns · {formatWords(found)}
      </p>
      <div className={classes.choices}>
        <Select
          label="These are"
          data={kinds.map(({ name, label }) => ({ value: name, label }))}
          value={mapping.kind ?? 'leads'}
          allowDeselect={false}
          description={kind?.words}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          onChange={name => name !== null && onKind(name)}
        />
        {offered.length > 0 && (
          <div className={classes.kept}>
            <p className={classes.label}>Kept from before, for files like this</p>
            <div className={classes.names}>
              {offered.slice(0, 4).map(({ id, name, mapping: kept }) => (
                <Button key={id} size="sm" onClick={() => onMapping(kept)}>
                  Use “{name}”
                </Button>
              ))}
            </div>
          </div>
        )}
      </div>
      {found.damage.rows > 0 && (
        <div className={classes.damage} role="alert">
          <p className={classes.heading}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            {found.damage.rows === 1 ? '1 row is damaged' : `${countOf(found.damage.rows)} rows are damaged`}
          </p>
          <ul>
            {found.damage.places.slice(0, 6).map(({ message, from_line }) => (
              <li key={from_line}>{message}</li>
            ))}
          </ul>
          {found.damage.can_be_read ? (
            <Checkbox
              label="Read these rows as if the quotes were not there"
              description="Else they are refused, and come back in the file of refused rows."
              checked={mapping.read_damaged === true}
              onChange={event => onChange({ read_damaged: event.currentTarget.checked })}
            />
          ) : (
            <p>
              Close the quote in the file and upload it again, or go on without these rows: they are refused,
              not swallowed.
            </p>
          )}
        </div>
      )}
      {found.warnings.map(warning => (
        <p key={warning} className={classes.warning}>
          {warning}
        </p>
      ))}
    </section>
  )
}

function formatWords({ format, delimiter, encoding }: ImportWithSurvey['found']): string {
  const separator = delimiter && SEPARATORS[delimiter]
  const text = encoding === 'utf-8' || format === 'xlsx' ? '' : `, written in ${encoding.toUpperCase()}`
  return `${FORMATS[format]}${separator ? ` with ${separator}` : ''}${text}`
}
