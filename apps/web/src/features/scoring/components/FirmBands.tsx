import { can } from '@optimwalls/permissions'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useMe } from '../../../lib/me.ts'
import { setScoreBands } from '../../../lib/score-bands.ts'
import { scoreBandsQuery } from '../api.ts'

/** Has every score on the screen called High, Medium or Low as the firm has set it up; shows nothing itself. */
export function FirmBands(): null {
  const me = useMe()
  // Whoever sees no leads sees no scores, and is refused.
  const { data } = useQuery({ ...scoreBandsQuery, enabled: can(me, 'CRM', 'view') })
  useEffect(() => {
    if (data) setScoreBands(data)
  }, [data])
  return null
}
