import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMe } from '../../../lib/me.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { importKeys, mapImport, runImport } from '../api.ts'
import { columnOf, completeMapping, firstMapping, valuesOf } from '../guess-mapping.ts'
import type { ImportMapping, ImportWithSurvey, Place } from '../import.ts'
import { ImportColumns } from './ImportColumns.tsx'
import classes from './ImportMappingForm.module.css'
import { ImportPreviewPanel } from './ImportPreviewPanel.tsx'
import { ImportSettings } from './ImportSettings.tsx'
import { ImportWords } from './ImportWords.tsx'

/** What the rest of the product knows and the wizard offers. */
export interface ImportChoices {
  people: { id: number; name: string }[]
  /** Statuses and stages, under headings. */
  places: { group: string; items: { value: string; label: string }[] }[]
  countries: { value: string; label: string }[]
}

export interface ImportMappingFormProps {
  upload: ImportWithSurvey
  choices: ImportChoices
}

const NOBODY = 'nobody'

/** What each column, word and name of the file becomes; then what the import would do; then the import. */
export function ImportMappingForm({ upload, choices }: ImportMappingFormProps) {
  const client = useQueryClient()
  const { firm } = useMe()
  const { people, places, countries } = choices
  const [edited, setEdited] = useState<ImportMapping>(() =>
    firstMapping(upload, { country: firm.country, people, today: today() }),
  )
  const mapping = completeMapping(upload, edited, people)
  const preview = useMutation({ mutationFn: () => mapImport(upload.id, mapping) })
  const run = useMutation({
    mutationFn: () => runImport(upload.id),
    onSuccess: () => client.invalidateQueries({ queryKey: importKeys.all }),
  })
  const { found } = upload
  const statusWords = valuesOf(found, mapping.columns, 'status')
  const ownerNames = valuesOf(found, mapping.columns, 'owner')
  const hasName = ['name', 'first_name', 'last_name'].some(
    field => columnOf(mapping.columns, field) !== undefined,
  )
  const hasDates = ['created_at', 'possession_date'].some(
    field => columnOf(mapping.columns, field) !== undefined,
  )

  function change(next: ImportMapping) {
    setEdited(next)
    // What was previewed no longer holds.
    preview.reset()
  }

  const failed = preview.error ?? run.error
  return (
    <div className={classes.form}>
      <section className={classes.section}>
        <h2>Columns</h2>
        <p className={classes.words}>
          {found.rows.toLocaleString('en-IN')} rows, {found.columns.length} columns. What we recognised is
          chosen already.
        </p>
        {found.warnings.map(warning => (
          <p key={warning} className={classes.warning}>
            {warning}
          </p>
        ))}
        <ImportColumns
          found={found.columns}
          columns={mapping.columns}
          onChange={columns => change({ ...edited, columns })}
        />
      </section>
      {statusWords.length > 0 && (
        <section className={classes.section}>
          <h2>Status</h2>
          <ImportWords
            heading="Word in the file"
            words={statusWords}
            data={places}
            meaningOf={word => String(mapping.status_values?.[word] ?? 'new')}
            onChoose={(word, place) =>
              change({
                ...edited,
                status_values: {
                  ...edited.status_values,
                  [word]: asPlace(place),
                },
              })
            }
          />
        </section>
      )}
      {ownerNames.length > 0 && (
        <section className={classes.section}>
          <h2>Owners</h2>
          <ImportWords
            heading="Name in the file"
            words={ownerNames}
            data={[
              { value: NOBODY, label: 'Nobody yet' },
              ...people.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            meaningOf={name => String(mapping.owner_values?.[name] ?? NOBODY)}
            onChoose={(name, person) =>
              change({
                ...edited,
                owner_values: { ...edited.owner_values, [name]: person === NOBODY ? null : Number(person) },
              })
            }
          />
        </section>
      )}
      <section className={classes.section}>
        <h2>For all rows</h2>
        <ImportSettings
          mapping={edited}
          countries={countries}
          asksDateOrder={hasDates && found.date_order !== 'iso'}
          onChange={change}
        />
      </section>
      {preview.data && <ImportPreviewPanel preview={preview.data} people={people} places={places} />}
      <footer className={classes.foot}>
        <p role={failed ? 'alert' : 'status'} className={failed ? classes.failed : classes.words}>
          {failed ? wordsOf(failed) : hasName ? '' : 'Choose the column that holds the name.'}
        </p>
        {preview.data ? (
          <Button
            variant="filled"
            loading={run.isPending}
            disabled={preview.data.would_create + preview.data.would_match === 0}
            onClick={() => run.mutate()}
          >
            Import {preview.data.would_create.toLocaleString('en-IN')} leads
          </Button>
        ) : (
          <Button
            variant="filled"
            loading={preview.isPending}
            disabled={!hasName}
            onClick={() => preview.mutate()}
          >
            Show what happens
          </Button>
        )}
      </footer>
    </div>
  )
}

const asPlace = (value: string) => (/^\d+$/.test(value) ? Number(value) : value) as Place

const wordsOf = (error: Error): string =>
  error instanceof ProblemError && error.errors[0] ? error.errors[0].message : error.message

const today = () =>
  new Date().toLocaleDateString('en-IN', { day: 'numeric', month: 'short', year: 'numeric' })
