import { lazy, Suspense } from 'react'
import { closeLogSheet, useAskedLog } from '../log-sheet.ts'

const LogSheet = lazy(() => import('./LogSheet.tsx').then(part => ({ default: part.LogSheet })))

/** Where the sheet of `openLogSheet` appears. */
export function LogSheetPlace() {
  const asked = useAskedLog()
  if (!asked) return null
  const { key, ...props } = asked
  return (
    <Suspense>
      <LogSheet key={key} {...props} onClose={closeLogSheet} />
    </Suspense>
  )
}
