import { Button, RangeSlider } from '@mantine/core'
import { useState } from 'react'
import type { ChartRow } from '../chart-model.ts'
import classes from './TimeChart.module.css'

export interface RangeBrushProps {
  /** Periods. */
  rows: readonly ChartRow[]
  onChoose: (from: number, to: number) => void
}

/** Chooses periods by two handles, with mouse, finger or keys; a button shows them alone. */
export function RangeBrush({ rows, onChoose }: RangeBrushProps) {
  const last = rows.length - 1
  const [[from, to], setChosen] = useState<[number, number]>([0, last])
  const told = `${rows[from]?.label} to ${rows[to]?.label}`
  const isAll = from === 0 && to === last
  return (
    <div className={classes.brush}>
      <RangeSlider
        min={0}
        max={last}
        minRange={0}
        step={1}
        size="xs"
        thumbSize={18}
        value={[from, to]}
        onChange={setChosen}
        label={place => rows[place]?.label}
        thumbFromLabel="First period shown"
        thumbToLabel="Last period shown"
        thumbProps={place => ({
          'aria-valuetext': rows[place === 0 ? from : to]?.label,
        })}
        classNames={{ track: classes.track, bar: classes.chosen, thumb: classes.thumb }}
      />
      <p className={classes.choice} role="status">
        {isAll ? 'Drag over the chart or move the handles to look closer.' : told}
        {!isAll && (
          <Button size="compact-sm" variant="default" onClick={() => onChoose(from, to)}>
            Show these days
          </Button>
        )}
      </p>
    </div>
  )
}
