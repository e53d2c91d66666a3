import { Button, FileButton, Progress } from '@mantine/core'
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { importKeys, uploadFile } from '../api.ts'
import type { ImportWithSurvey } from '../import.ts'
import classes from './ImportUpload.module.css'

export interface ImportUploadProps {
  onUploaded: (upload: ImportWithSurvey) => void
}

const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.vcf,.json,text/csv,text/plain,text/vcard'

/** Where a file is dropped or chosen. Nothing is imported by it yet. */
export function ImportUpload({ onUploaded }: ImportUploadProps) {
  const client = useQueryClient()
  const [isOver, setOver] = useState(false)
  const upload = useMutation({
    mutationFn: uploadFile,
    onSuccess: found => {
      client.setQueryData(importKeys.one(found.id), found)
      void client.invalidateQueries({ queryKey: importKeys.all })
      onUploaded(found)
    },
  })
  const take = (file: File | null | undefined) => {
    if (file && !upload.isPending) upload.mutate(file)
  }

  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }

  return (
    <section
      className={classes.drop}
      data-over={isOver || undefined}
      aria-label="Upload a file"
      aria-busy={upload.isPending}
      onDragOver={event => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileSpreadsheet size={28} stroke={1.5} aria-hidden className={classes.icon} />
      {upload.isPending ? (
        <>
          <h2 className={classes.title}>Reading {upload.variables.name}</h2>
          <Progress value={100} animated size={6} aria-label="Reading the file" className={classes.bar} />
          <p className={classes.words}>A large file takes some seconds.</p>
        </>
      ) : (
        <>
          <h2 className={classes.title}>
            {isOver ? 'Let go to read it' : 'Bring your leads in from a file'}
          </h2>
          <p className={classes.words}>
            Drop a file here: CSV, Excel or contacts (vCard), as Zoho, Salesforce, HubSpot, a phone or a
            spreadsheet exports it. You see what becomes of it before anything is imported.
          </p>
          <FileButton onChange={take} accept={ACCEPTED}>
            {props => (
              <Button
                {...props}
                variant="filled"
                leftSection={<IconUpload size={16} stroke={1.75} aria-hidden />}
              >
                Choose a file
              </Button>
            )}
          </FileButton>
          <p className={classes.limits}>
            Up to 100 MB, Excel up to 30 MB. Leads first, then deals and activities.
          </p>
        </>
      )}
      {upload.isError && (
        <p role="alert" className={classes.error}>
          {wordsOf(upload.error)}
        </p>
      )}
    </section>
  )
}

const wordsOf = (error: Error): string =>
  error instanceof ProblemError && error.errors[0] ? `${error.errors[0].message}.` : error.message
