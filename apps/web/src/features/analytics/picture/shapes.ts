/** What a picture is painted with, in the light colours of the product (`styles/tokens.css`) whatever scheme the page has. */
export const LIGHT = {
  surface: '#fff',
  fill: '#f3f1ed',
  line: '#e4e2dd',
  text: '#1f1b17',
  text2: '#514c46',
  text3: '#68625c',
  whole: '#a3d2ce',
  tints: ['#0b6f6a', '#c0621f', '#3a429c', '#4a90b4', '#6e0f48', '#857f78'],
  heat: ['#f9f3ed', '#f3e3d3', '#edceb3', '#e4b492', '#d99874', '#ca7b57', '#98492c'],
} as const

/** The strokes that lines have beside their colours, so that they are told apart without them. */
export const DASHES: readonly (readonly number[])[] = [[], [5, 3], [2, 3], [9, 3, 2, 3], [12, 4], [1, 4]]

export interface Rect {
  is: 'rect'
  x: number
  y: number
  width: number
  height: number
  fill: string
  round?: number
}
export interface Words {
  is: 'words'
  x: number
  /** The middle of the line. */
  y: number
  text: string
  size: number
  fill: string
  weight?: 400 | 500 | 600
  align?: 'left' | 'center' | 'right'
  /** Longer ones are cut with an ellipsis. */
  most?: number
}
export interface Line {
  is: 'line'
  points: readonly (readonly [x: number, y: number])[]
  stroke: string
  width: number
  dash?: readonly number[]
}
export type Shape = Rect | Words | Line

/** Shapes that follow each other downward: each part begins where the one before ends. */
export interface Part {
  shapes: readonly Shape[]
  height: number
}

/** The shapes moved down. */
export const moved = (shapes: readonly Shape[], by: number): Shape[] =>
  shapes.map(shape =>
    shape.is === 'line'
      ? { ...shape, points: shape.points.map(([x, y]) => [x, y + by] as const) }
      : { ...shape, y: shape.y + by },
  )
