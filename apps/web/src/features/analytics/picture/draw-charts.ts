import type { ReportView } from '@optimwalls/contract/reports'
import { type ChartModel, isCompared, mostOf, roundUp } from '../chart-model.ts'
import { heatModel, sayHour, WEEKDAYS } from '../heat-model.ts'
import { DASHES, LIGHT, type Line, type Part, type Shape } from './shapes.ts'

/** Of a picture's content, in pixels before it is painted at double size. */
export const WIDTH = 1120

const words = { is: 'words', size: 14, fill: LIGHT.text } as const
const tint = (of: number): string => LIGHT.tints[of - 1] ?? LIGHT.tints[0]
/** The whole is paler than the part that lies on it. */
const overlaid = (of: number): string => (of === 1 ? LIGHT.whole : LIGHT.tints[0])

/** Names of the series beside their colours. */
export function drawLegend({ series, rows }: ChartModel, isOverlay: boolean): Part {
  const shapes: Shape[] = []
  let x = 0
  series.forEach(({ label, tint: of }) => {
    const fill = isOverlay ? overlaid(of) : tint(of)
    shapes.push({ is: 'rect', x, y: 4, width: 12, height: 12, fill, round: 2 })
    shapes.push({ ...words, x: x + 18, y: 10, text: label, size: 13, fill: LIGHT.text2 })
    x += 18 + label.length * 7.5 + 24
  })
  if (isCompared({ series, rows })) {
    if (isOverlay) shapes.push(...markAt(x + 6, 3, 14))
    else
      shapes.push({
        is: 'line',
        points: [
          [x, 10],
          [x + 12, 10],
        ],
        ...BEFORE,
      })
    shapes.push({
      ...words,
      x: x + 18,
      y: 10,
      text: `${series[0]?.label} before`,
      size: 13,
      fill: LIGHT.text2,
    })
  }
  return { shapes, height: 32 }
}

/** The strokes of what is of the range that is compared with. */
const BEFORE = { stroke: LIGHT.text3, width: 1.5 } as const
/** Where a bar ended before. */
function markAt(x: number, y: number, height: number): Shape[] {
  const line: Pick<Line, 'is' | 'points'> = {
    is: 'line',
    points: [
      [x, y],
      [x, y + height],
    ],
  }
  return [
    { ...line, stroke: LIGHT.surface, width: 6 },
    { ...line, stroke: LIGHT.text, width: 2 },
  ]
}

const LABEL = 220
const FIGURES = 200
const FIELD = WIDTH - LABEL - FIGURES - 24

/** A bar for each row; the part lies on the whole, or the series follow each other. */
export function drawBars(
  { series, rows }: ChartModel,
  isOverlay: boolean,
  sayTotal: (value: number) => string,
): Part {
  const sumOf = (points: ChartModel['rows'][number]['points']) =>
    isOverlay ? (points[0]?.value ?? 0) : points.reduce((sum, { value }) => sum + (value ?? 0), 0)
  const most = isOverlay ? mostOf(rows) : Math.max(1, ...rows.map(row => sumOf(row.points)))
  // What the figures at the right are, as soon as there are two of them.
  const head = isOverlay && series.length > 1 ? 26 : 0
  const heads = series.map(
    ({ label }, at): Shape => ({
      ...words,
      x: WIDTH - (series.length - 1 - at) * 96,
      y: 10,
      text: label,
      size: 12,
      fill: LIGHT.text3,
      align: 'right',
    }),
  )
  const shapes = rows.flatMap((row, place): Shape[] => {
    const y = head + place * 34
    let from = LABEL + 12
    const bars = row.points.map((point, at): Shape => {
      const width = ((point.value ?? 0) / most) * FIELD
      const of = series[at]?.tint ?? 1
      const fill = isOverlay ? overlaid(of) : tint(of)
      const bar: Shape = { is: 'rect', x: from, y: y + 6, width, height: 22, fill, round: 3 }
      if (!isOverlay) from += width
      return bar
    })
    const told = isOverlay ? row.points : []
    const before = row.points[0]?.before
    return [
      { ...words, x: 0, y: y + 17, text: row.label, most: LABEL },
      { is: 'rect', x: LABEL + 12, y: y + 6, width: FIELD, height: 22, fill: LIGHT.fill, round: 3 },
      ...bars,
      ...(before ? markAt(LABEL + 12 + (before.value / most) * FIELD, y + 6, 22) : []),
      ...told.map(
        ({ text }, at): Shape => ({
          ...words,
          x: WIDTH - (told.length - 1 - at) * 96,
          y: y + 17,
          text,
          align: 'right',
          fill: at === 0 ? LIGHT.text : LIGHT.text2,
        }),
      ),
      ...(isOverlay
        ? []
        : [
            {
              ...words,
              x: WIDTH,
              y: y + 17,
              text: sayTotal(sumOf(row.points)),
              align: 'right',
            } as const,
          ]),
    ]
  })
  return { shapes: head > 0 ? [...heads, ...shapes] : shapes, height: head + rows.length * 34 }
}

const TALL = 340
const LEFT = 64

/** Lines over periods, with round gridlines. */
export function drawLines({ series, rows }: ChartModel): Part {
  const top = roundUp(
    Math.max(
      0,
      ...rows.flatMap(row => row.points.flatMap(({ value, before }) => [value ?? 0, before?.value ?? 0])),
    ),
  )
  const step = (WIDTH - LEFT) / Math.max(1, rows.length)
  const x = (place: number) => LEFT + step * (place + 0.5)
  const y = (value: number) => 12 + (1 - value / top) * (TALL - 44)
  const every = Math.max(1, Math.ceil(76 / step))
  const shares = Number.isInteger(top / 4) ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1]
  const grid = shares.flatMap((share): Shape[] => [
    {
      is: 'line',
      points: [
        [LEFT, y(top * share)],
        [WIDTH, y(top * share)],
      ],
      stroke: LIGHT.line,
      width: 1,
    },
    {
      ...words,
      x: LEFT - 10,
      y: y(top * share),
      text: (top * share).toLocaleString('en-IN'),
      size: 12,
      fill: LIGHT.text3,
      align: 'right',
    },
  ])
  const periods = rows.flatMap(({ label }, place): Shape[] =>
    place % every === 0
      ? [{ ...words, x: x(place), y: TALL - 12, text: label, size: 12, fill: LIGHT.text3, align: 'center' }]
      : [],
  )
  const lines = series.map(
    (one, at): Shape => ({
      is: 'line',
      points: rows.map((row, place) => [x(place), y(row.points[at]?.value ?? 0)] as const),
      stroke: tint(one.tint),
      width: 2.5,
      dash: DASHES[one.tint - 1] ?? [],
    }),
  )
  const before: Shape[] = isCompared({ series, rows })
    ? [
        {
          is: 'line',
          points: rows.map(({ points }, place) => [x(place), y(points[0]?.before?.value ?? 0)] as const),
          ...BEFORE,
        },
      ]
    : []
  return { shapes: [...grid, ...periods, ...before, ...lines], height: TALL }
}

/** The stages one under the other, with how many went on and fell out. */
export function drawFunnel({ rows }: ReportView): Part {
  const most = Math.max(
    1,
    ...rows.flatMap(({ figures: [first] }) => [first?.value ?? 0, first?.valueBefore ?? 0]),
  )
  const shapes = rows.flatMap((row, place): Shape[] => {
    const [entered, wentOn, , , fellOut] = row.figures
    const all = entered?.value ?? 0
    const share = (value: number | null | undefined) =>
      `${Math.round(((value ?? 0) / Math.max(1, all)) * 100)}%`
    const y = place * 66
    const bar = { is: 'rect', x: LABEL + 12, y, height: 36, round: 3 } as const
    return [
      { ...words, x: 0, y: y + 18, text: row.label, most: LABEL },
      { ...bar, width: FIELD + 100, fill: LIGHT.fill },
      { ...bar, width: (all / most) * (FIELD + 100), fill: LIGHT.tints[0] },
      ...(entered?.valueBefore == null
        ? []
        : markAt(LABEL + 12 + (entered.valueBefore / most) * (FIELD + 100), y, 36)),
      { ...words, x: WIDTH, y: y + 18, text: entered?.text ?? '', align: 'right', weight: 500 },
      ...(place < rows.length - 1 && all > 0
        ? [
            {
              ...words,
              x: LABEL + 12,
              y: y + 51,
              text: `${share(wentOn?.value)} went on, ${share(fellOut?.value)} fell out`,
              size: 13,
              fill: LIGHT.text2,
            } as const,
          ]
        : []),
    ]
  })
  return { shapes, height: rows.length * 66 - 24 }
}

/** Weekdays by hours, a darker cell the longer leads wait. */
export function drawHeat(view: ReportView): Part {
  const { hours, cell } = heatModel(view)
  const first = hours[0] ?? 0
  const width = (WIDTH - 56) / hours.length
  const over = hours.map(
    (hour, at): Shape => ({
      ...words,
      x: 56 + width * (at + 0.5),
      y: 10,
      text: sayHour(hour, first),
      size: 12,
      fill: LIGHT.text3,
      align: 'center',
    }),
  )
  const cells = WEEKDAYS.flatMap((day, row): Shape[] => {
    const y = 26 + row * 42
    return [
      { ...words, x: 0, y: y + 20, text: day, size: 13, fill: LIGHT.text3 },
      ...hours.flatMap((hour, at): Shape[] => {
        const found = cell(row, hour)
        if (!found) return []
        const fill = found.shade === undefined ? LIGHT.fill : (LIGHT.heat[found.shade] ?? LIGHT.fill)
        const x = 56 + width * at
        return [
          { is: 'rect', x: x + 1, y, width: width - 2, height: 40, fill, round: 4 },
          {
            ...words,
            x: x + width / 2,
            y: y + 20,
            text: found.text,
            size: 12,
            fill: found.shade === 6 ? '#fff' : LIGHT.text,
            align: 'center',
          },
        ]
      }),
    ]
  })
  const y = 26 + WEEKDAYS.length * 42 + 12
  const key: Shape[] = [
    { ...words, x: 0, y: y + 6, text: 'Fast', size: 12, fill: LIGHT.text3 },
    ...LIGHT.heat.map(
      (fill, at): Shape => ({ is: 'rect', x: 34 + at * 22, y: y + 1, width: 20, height: 10, fill, round: 2 }),
    ),
    {
      ...words,
      x: 34 + LIGHT.heat.length * 22 + 8,
      y: y + 6,
      text: 'Slow, minutes of work to the first response (median); ? not answered yet',
      size: 12,
      fill: LIGHT.text3,
    },
  ]
  return { shapes: [...over, ...cells, ...key], height: y + 16 }
}
