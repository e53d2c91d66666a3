import { useState } from 'react'
import type { Series } from './chart-model.ts'

export interface SeriesSwitch {
  /** Names of those that are switched off. */
  off: ReadonlySet<string>
  onToggle: (name: string) => void
}

/** Which series of a chart are switched off by its legend; one always stays. */
export function useSeriesOff(): SeriesSwitch {
  const [off, setOff] = useState<ReadonlySet<string>>(new Set())
  return {
    off,
    onToggle: name =>
      setOff(before => {
        const next = new Set(before)
        if (!next.delete(name)) next.add(name)
        return next
      }),
  }
}

/** Those of the switched off that the chart has, unless these are all. */
export function offOf(series: readonly Series[], off: ReadonlySet<string>): ReadonlySet<string> {
  const known = series.filter(one => off.has(one.name))
  return new Set(known.length < series.length ? known.map(one => one.name) : [])
}
