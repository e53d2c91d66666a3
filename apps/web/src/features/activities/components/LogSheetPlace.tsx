import { type ComponentType, lazy, Suspense } from 'react'
import type { Asked } from '../asked.ts'
import { followUpEditor, logSheet, nextStep } from '../log-sheet.ts'

const LogSheet = lazy(() => import('./LogSheet.tsx').then(part => ({ default: part.LogSheet })))
const EditFollowUpDialog = lazy(() =>
  import('./EditFollowUpDialog.tsx').then(part => ({ default: part.EditFollowUpDialog })),
)
const PlanDialog = lazy(() => import('./PlanDialog.tsx').then(part => ({ default: part.PlanDialog })))

/** Where the dialogs appear that are asked for from rows, cards and the calendar. */
export function LogSheetPlace() {
  return (
    <Suspense>
      <Place of={logSheet} shows={LogSheet} />
      <Place of={followUpEditor} shows={EditFollowUpDialog} />
      <Place of={nextStep} shows={PlanDialog} />
    </Suspense>
  )
}

interface PlaceProps<T extends object> {
  of: Asked<T>
  shows: ComponentType<T & { isOpen: boolean; onClose: () => void }>
}

function Place<T extends object>({ of, shows: Shown }: PlaceProps<T>) {
  const asked = of.use()
  return asked && <Shown key={asked.key} {...asked.what} isOpen={asked.isOpen} onClose={of.close} />
}
