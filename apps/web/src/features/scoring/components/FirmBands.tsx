import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { setScoreBands } from '../../../lib/score-bands.ts'
import { scoreBandsQuery } from '../api.ts'

/** Has every score on the screen called High, Medium or Low as the firm has set it up; shows nothing itself. */
export function FirmBands(): null {
  const { data } = useQuery(scoreBandsQuery)
  useEffect(() => {
    if (data) setScoreBands(data)
  }, [data])
  return null
}
