import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useMe } from '../../../lib/me.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { importKeys, mapImport, runImport } from '../api.ts'
import { completeMapping, firstMapping, missingNeeds } from '../guess-mapping.ts'
import { type ImportKind, type ImportMapping, type ImportWithSurvey, things } from '../import.ts'
import { ImportColumns } from './ImportColumns.tsx'
import { ImportComposed } from './ImportComposed.tsx'
import { ImportFound } from './ImportFound.tsx'
import classes from './ImportMappingForm.module.css'
import { ImportMeanings } from './ImportMeanings.tsx'
import { ImportPreviewPanel } from './ImportPreviewPanel.tsx'
import { ImportSave } from './ImportSave.tsx'
import { ImportSettings } from './ImportSettings.tsx'

/** What the rest of the product knows and the wizard offers. */
export interface ImportChoices {
  people: { id: number; name: string }[]
  /** Statuses and stages, under headings. */
  places: { group: string; items: { value: string; label: string }[] }[]
  countries: { value: string; label: string }[]
  /** Fields of the firm's own, by `custom.key`. */
  ownFields: { value: string; label: string }[]
}

export interface ImportMappingFormProps {
  upload: ImportWithSurvey
  kinds: ImportKind[]
  choices: ImportChoices
}

/** What each column, word and name of the file becomes; then what the import would do; then the import. */
export function ImportMappingForm({ upload, kinds, choices }: ImportMappingFormProps) {
  const client = useQueryClient()
  const { firm } = useMe()
  const { people, places, countries, ownFields } = choices
  const known = { country: firm.country, people, today: today() }
  const kindNamed = (name: string) => kinds.find(kind => kind.name === name) ?? kinds[0]
  const [edited, setEdited] = useState<ImportMapping | undefined>(() => {
    const first = kindNamed(upload.mapping?.kind ?? upload.found.kind)
    return first && firstMapping(upload, first, known)
  })
  const kind = edited && kindNamed(edited.kind ?? 'leads')
  const mapping = edited && kind && completeMapping(upload, edited, kind, people)
  const preview = useMutation({ mutationFn: (sent: ImportMapping) => mapImport(upload.id, sent) })
  const run = useMutation({
    mutationFn: () => runImport(upload.id),
    onSuccess: () => client.invalidateQueries({ queryKey: importKeys.all }),
  })
  if (!mapping || !kind || !edited) return null

  function replace(next: ImportMapping) {
    setEdited(next)
    // What was tried no longer holds.
    preview.reset()
  }
  function leaveOut() {
    setEdited(now => now && { ...now, bad_values: 'leave_out' })
    if (mapping) preview.mutate({ ...mapping, bad_values: 'leave_out' })
  }
  const change = (changed: Partial<ImportMapping>) => replace({ ...edited, ...changed } as ImportMapping)
  function takeKind(name: string) {
    const next = kindNamed(name)
    if (next) replace(firstMapping({ ...upload, mapping: null }, next, known))
  }

  const { found } = upload
  const missing = missingNeeds(mapping, kind)
  const failed = preview.error ?? run.error
  const coming = preview.data ? preview.data.would_create + preview.data.would_update : 0
  return (
    <div className={classes.form}>
      <ImportFound
        upload={upload}
        kinds={kinds}
        mapping={mapping}
        onKind={takeKind}
        onMapping={replace}
        onChange={change}
      />
      <section className={classes.section}>
        <h2>Columns</h2>
        <p className={classes.words}>What we recognised is chosen already.</p>
        <ImportColumns
          kind={kind}
          rows={found.rows}
          found={found.columns}
          columns={mapping.columns}
          reasons={preview.data?.reasons ?? []}
          ownFields={ownFields}
          onChange={columns => change({ columns })}
        />
        <ImportComposed kind={kind} mapping={mapping} found={found.columns} onChange={change} />
      </section>
      <ImportMeanings
        kind={kind}
        found={found}
        mapping={mapping}
        people={people}
        places={places}
        onChange={change}
      />
      <section className={classes.section}>
        <h2>For all rows</h2>
        <ImportSettings kind={kind} found={found} mapping={edited} countries={countries} onChange={change} />
      </section>
      {preview.data && (
        <ImportPreviewPanel
          preview={preview.data}
          total={found.rows}
          kind={kind}
          mapping={mapping}
          people={people}
          places={places}
          onLeaveOut={leaveOut}
        />
      )}
      <footer className={classes.foot}>
        <p role={failed ? 'alert' : 'status'} className={failed ? classes.failed : classes.words}>
          {failed ? wordsOf(failed) : missing[0] ? missingWords(kind, missing[0]) : ''}
        </p>
        {preview.data && <ImportSave mapping={mapping} />}
        {preview.data ? (
          <Button
            variant="filled"
            loading={run.isPending}
            disabled={coming + preview.data.would_match === 0}
            onClick={() => run.mutate()}
          >
            {preview.data.checked < found.rows
              ? `Import ${things(found.rows, kind)}`
              : `Import ${things(coming, kind)}`}
          </Button>
        ) : (
          <Button
            variant="filled"
            loading={preview.isPending}
            disabled={missing.length > 0}
            onClick={() => preview.mutate(mapping)}
          >
            Show what happens
          </Button>
        )}
      </footer>
    </div>
  )
}

function missingWords({ fields }: ImportKind, names: string[]): string {
  const labels = names.flatMap(name => fields.find(field => field.name === name)?.label.toLowerCase() ?? [])
  const last = labels.pop()
  return `Choose the column that holds the ${labels.length > 0 ? `${labels.join(', ')} or ${last}` : last}.`
}

const wordsOf = (error: Error): string =>
  error instanceof ProblemError && error.errors[0]
    ? `${error.errors[0].path.split('.').slice(1).join('.')} ${error.errors[0].message}.`.trim()
    : error.message

const today = () =>
  new Date().toLocaleDateString('en-IN', { day: 'numeric', month: 'short', year: 'numeric' })
