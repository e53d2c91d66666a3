import { Button, FileButton, Loader } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import { importKeys, uploadFile } from '../api.ts'
import type { ImportWithSurvey } from '../import.ts'
import classes from './ImportUpload.module.css'

export interface ImportUploadProps {
  onUploaded: (upload: ImportWithSurvey) => void
}

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
      onDragOver={event => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h2 className={classes.title}>Bring your leads in from a file</h2>
      <p className={classes.words}>
        Drop a CSV file here, as Zoho, Salesforce, HubSpot or a spreadsheet exports it. You see what becomes
        of it before anything is imported.
      </p>
      <FileButton onChange={take} accept=".csv,text/csv,text/plain">
        {props => (
          <Button
            {...props}
            variant="filled"
            disabled={upload.isPending}
            leftSection={
              upload.isPending ? (
                <Loader size={14} color="currentColor" />
              ) : (
                <IconUpload size={16} stroke={1.75} aria-hidden />
              )
            }
          >
            {upload.isPending ? 'Reading the file…' : 'Choose a file'}
          </Button>
        )}
      </FileButton>
      {upload.isError && (
        <p role="alert" className={classes.error}>
          {upload.error.message}
        </p>
      )}
    </section>
  )
}
