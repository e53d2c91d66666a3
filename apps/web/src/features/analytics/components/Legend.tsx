import { UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import type { Series } from '../chart-model.ts'
import type { SeriesSwitch } from '../use-series-off.ts'
import classes from './Legend.module.css'

export interface LegendProps extends SeriesSwitch {
  series: readonly Series[]
  /** The marks that it explains. */
  marks: 'lines' | 'overlay' | 'stack'
  /** Whether the first series has marks of another range beside it. */
  isCompared?: boolean
}

/** The names of what is drawn; each switches its marks off and on again. One stays. */
export function Legend({ series, marks, off, onToggle, isCompared = false }: LegendProps) {
  const [told, setTold] = useState('')
  const shown = series.filter(({ name }) => !off.has(name))
  // The heading says what the only one is.
  if (series.length < 2 && !isCompared) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend of its own
    <div role="group" aria-label="Shown in the chart" className={classes.legend}>
      {series.map(one => {
        const isOn = !off.has(one.name)
        return (
          <UnstyledButton
            key={one.name}
            className={classes.series}
            aria-pressed={isOn}
            aria-disabled={(isOn && shown.length === 1) || undefined}
            onClick={() => {
              if (isOn && shown.length === 1) return
              onToggle(one.name)
              setTold(`${one.label} ${isOn ? 'hidden' : 'shown'}`)
            }}
          >
            <Mark of={one} marks={marks} />
            {one.label}
          </UnstyledButton>
        )
      })}
      {isCompared && (
        <span className={classes.before}>
          <svg width={16} height={12} aria-hidden="true" focusable="false" className={classes.mark}>
            {marks === 'lines' ? (
              <line x1={0} x2={16} y1={6} y2={6} />
            ) : (
              <line x1={8} x2={8} y1={0} y2={12} />
            )}
          </svg>
          {shown[0]?.label} before
        </span>
      )}
      <span role="status" className={classes.told}>
        {told}
      </span>
    </div>
  )
}

function Mark({ of, marks }: { of: Series; marks: LegendProps['marks'] }) {
  return (
    <svg
      width={16}
      height={12}
      aria-hidden="true"
      focusable="false"
      className={classes.mark}
      data-tint={of.tint}
    >
      {marks === 'lines' ? (
        <line x1={0} x2={16} y1={6} y2={6} className={classes.line} />
      ) : (
        <rect
          x={2}
          width={12}
          height={12}
          rx={2}
          className={marks === 'overlay' ? classes.overlaid : classes.block}
        />
      )}
    </svg>
  )
}
