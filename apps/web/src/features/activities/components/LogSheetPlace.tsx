import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import type { ActivityType } from '../activity.ts'
import type { Asked } from '../asked.ts'
import { followUpEditor, logSheet, nextStep } from '../log-sheet.ts'

const LogSheet = lazy(() => import('./LogSheet.tsx').then(part => ({ default: part.LogSheet })))
const EditFollowUpDialog = lazy(() =>
  import('./EditFollowUpDialog.tsx').then(part => ({ default: part.EditFollowUpDialog })),
)
const PlanDialog = lazy(() => import('./PlanDialog.tsx').then(part => ({ default: part.PlanDialog })))

export interface LogSheetPlaceProps {
  /** What is to be known before somebody is reached this way. */
  before: (leadId: number, type: ActivityType) => ReactNode
}

/** Where the dialogs appear that are asked for from rows, cards and the calendar. */
export function LogSheetPlace({ before }: LogSheetPlaceProps) {
  return (
    <Suspense>
      <Place of={logSheet} shows={LogSheet} more={{ before }} />
      <Place of={followUpEditor} shows={EditFollowUpDialog} />
      <Place of={nextStep} shows={PlanDialog} />
    </Suspense>
  )
}

interface PlaceProps<T extends object, M> {
  of: Asked<T>
  shows: ComponentType<T & { isOpen: boolean; onClose: () => void } & M>
  more?: M
}

function Place<T extends object, M extends object = object>({ of, shows: Shown, more }: PlaceProps<T, M>) {
  const asked = of.use()
  return (
    asked && (
      <Shown key={asked.key} {...asked.what} {...(more as M)} isOpen={asked.isOpen} onClose={of.close} />
    )
  )
}
