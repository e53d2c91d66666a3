import { Button, Radio } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type Export, type ExportQuestion, exportKeys, startExport } from '../api.ts'
import classes from './ExportStart.module.css'

export interface ExportStartProps {
  question: ExportQuestion
  /** Which leads, and how many: filters and a count. */
  children: ReactNode
}

/** Which leads, in which format; then the file is written. */
export function ExportStart({ question, children }: ExportStartProps) {
  const client = useQueryClient()
  const [format, setFormat] = useState<Export['format']>('xlsx')
  const start = useMutation({
    mutationFn: () => startExport(format, question),
    onSuccess: () => client.invalidateQueries({ queryKey: exportKeys.all }),
  })
  return (
    <section className={classes.start} aria-label="A new export">
      <div className={classes.which}>{children}</div>
      <Radio.Group label="Format" value={format} onChange={value => setFormat(value as Export['format'])}>
        <div className={classes.formats}>
          <Radio value="xlsx" label="Excel" />
          <Radio value="csv" label="CSV, for other programs" />
        </div>
      </Radio.Group>
      <div className={classes.foot}>
        <Button variant="filled" loading={start.isPending} onClick={() => start.mutate()}>
          Write the file
        </Button>
        <p className={classes.words} role={start.isError ? 'alert' : undefined}>
          {start.isError
            ? start.error.message
            : 'It holds phones and e-mails. Who exports what is in the audit log; the file is deleted after 7 days.'}
        </p>
      </div>
    </section>
  )
}
