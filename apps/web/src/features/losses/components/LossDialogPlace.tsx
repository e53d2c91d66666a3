import { lazy } from 'react'
import { useAskedLoss } from '../../../lib/ask-loss.ts'
import { OnceOpened } from '../../../ui/OnceOpened.tsx'

const LossDialog = lazy(async () => ({ default: (await import('./LossDialog.tsx')).LossDialog }))

/** Where it is asked why a lead was lost; the dialog comes with the first question. */
export function LossDialogPlace() {
  const asked = useAskedLoss()
  return (
    <OnceOpened isOpen={asked !== null}>
      <LossDialog asked={asked} />
    </OnceOpened>
  )
}
