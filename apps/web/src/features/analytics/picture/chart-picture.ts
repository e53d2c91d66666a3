import type { ReportKind, ReportName, ReportView } from '@optimwalls/contract/reports'
import type { ChartModel } from '../chart-model.ts'
import { drawBars, drawFunnel, drawHeat, drawLegend, drawLines, WIDTH } from './draw-charts.ts'
import { paintPng } from './paint.ts'
import { LIGHT, type Part, type Shape } from './shapes.ts'

export interface Pictured {
  name: ReportName
  kind: ReportKind
  title: string
  /** What it is of: days and filters. */
  about: string
  view: ReportView
  /** With only the series that are shown. */
  model: ChartModel
  shape: 'lines' | 'overlay' | 'stack'
  sayTotal: (value: number) => string
}

/** The parts of the picture of a report, from its title down. */
export function pictureOf({ name, kind, title, about, view, model, shape, sayTotal }: Pictured): Part[] {
  const line = (text: string, y: number, size: number, fill: string, weight: 400 | 600 = 400): Shape => ({
    is: 'words',
    x: 0,
    y,
    text,
    size,
    fill,
    weight,
    most: WIDTH,
  })
  const head: Part = {
    shapes: [
      line(title, 12, 22, LIGHT.text, 600),
      line(about, 42, 14, LIGHT.text3),
      line(view.summary, 66, 14, LIGHT.text2),
    ],
    height: 100,
  }
  if (name === 'funnel') return [head, drawFunnel(view)]
  if (kind.isByHour) return [head, drawHeat(view)]
  const isOverlay = shape === 'overlay'
  return [
    head,
    drawLegend(model, isOverlay),
    shape === 'lines' ? drawLines(model) : drawBars(model, isOverlay, sayTotal),
  ]
}

/** The report as a PNG, light, with its title, days and sentence. */
export const chartPng = (pictured: Pictured): Promise<Blob> => paintPng(pictureOf(pictured), WIDTH)
