import { Button, Menu } from '@mantine/core'
import { IconDownload, IconFileTypeCsv, IconFileTypeXls, IconPhoto, IconPrinter } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { showToast } from '../../../ui/toast.ts'

export interface ExportMenuProps {
  /** Writes the report into a file. Null: the person may print it only. */
  onFile: ((format: 'csv' | 'xlsx') => Promise<void>) | null
  /** Keeps the chart as a picture; null where a table is shown. */
  onPicture: (() => Promise<void>) | null
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

/** Every way in which a report leaves the page. */
export function ExportMenu({ onFile, onPicture }: ExportMenuProps) {
  const taking = useMutation({
    mutationFn: (take: () => Promise<void>) => take(),
    onError: error => showToast({ message: `Not saved: ${error.message}`, tone: 'problem' }),
  })
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button
          size="sm"
          variant="default"
          loading={taking.isPending}
          leftSection={<IconDownload {...ICON} />}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {onFile && (
          <>
            <Menu.Item
              leftSection={<IconFileTypeXls {...ICON} />}
              onClick={() => taking.mutate(() => onFile('xlsx'))}
            >
              Excel
            </Menu.Item>
            <Menu.Item
              leftSection={<IconFileTypeCsv {...ICON} />}
              onClick={() => taking.mutate(() => onFile('csv'))}
            >
              CSV
            </Menu.Item>
          </>
        )}
        {onPicture && (
          <Menu.Item leftSection={<IconPhoto {...ICON} />} onClick={() => taking.mutate(onPicture)}>
            Picture (PNG)
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPrinter {...ICON} />} onClick={() => window.print()}>
          Print or PDF
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
