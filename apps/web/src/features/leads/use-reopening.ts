import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCan } from '../../lib/can.ts'
import { showToast } from '../../ui/toast.ts'
import { leadKeys, patchLead } from './api.ts'
import type { Lead } from './lead.ts'
import { putCached } from './lead-cache.ts'
import { type LeadFormValues, readProject } from './lead-form.ts'
import { reopenLead } from './losses-api.ts'

/** Takes a lost lead up again in place of the one that is being written: what was typed of the project holds from then on, as of an
 *  enquiry that comes in by itself. */
export function useReopening(
  values: LeadFormValues,
  country: string,
  onReopened: (lead: Lead) => void,
): { reopen: (id: number) => void; reopening: number | undefined } {
  const can = useCan()
  const client = useQueryClient()
  const reopening = useMutation({
    mutationFn: async (id: number) => {
      const lead = await reopenLead(id)
      const said = readProject(values, country)
      if (!can('CRM', 'edit') || Object.keys(said).length === 0) return lead
      return patchLead(id, lead.version, said)
    },
    onSuccess(lead) {
      putCached(client, lead)
      onReopened(lead)
    },
    onError: error => showToast({ message: `Not reopened: ${error.message}`, tone: 'problem' }),
    onSettled() {
      void client.invalidateQueries({ queryKey: leadKeys.pages })
      void client.invalidateQueries({ queryKey: leadKeys.counts })
    },
  })
  return {
    reopen: id => reopening.mutate(id),
    reopening: reopening.isPending ? reopening.variables : undefined,
  }
}
