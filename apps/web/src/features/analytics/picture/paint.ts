import { LIGHT, moved, type Part, type Shape, type Words } from './shapes.ts'

const MARGIN = 40
/** Sharp on screens of twice the resolution, and in print. */
const SCALE = 2

/** Paints the parts one under the other, with the page's own font, as a PNG. */
export async function paintPng(parts: readonly Part[], width: number): Promise<Blob> {
  const family = getComputedStyle(document.body).fontFamily
  await Promise.all([400, 500, 600].map(weight => document.fonts.load(`${weight} 14px ${family}`, 'Ag₹')))
  const height = parts.reduce((sum, part) => sum + part.height, 0)
  const canvas = document.createElement('canvas')
  canvas.width = (width + 2 * MARGIN) * SCALE
  canvas.height = (height + 2 * MARGIN) * SCALE
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser draws no pictures')
  context.scale(SCALE, SCALE)
  context.fillStyle = LIGHT.surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.translate(MARGIN, MARGIN)
  let y = 0
  for (const part of parts) {
    for (const shape of moved(part.shapes, y)) paint(context, shape, family)
    y += part.height
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      blob => (blob ? resolve(blob) : reject(new Error('the picture was not written'))),
      'image/png',
    ),
  )
}

function paint(context: CanvasRenderingContext2D, shape: Shape, family: string): void {
  if (shape.is === 'words') paintWords(context, shape, family)
  else if (shape.is === 'rect') {
    context.fillStyle = shape.fill
    context.beginPath()
    context.roundRect(
      shape.x,
      shape.y,
      Math.max(0, shape.width),
      shape.height,
      Math.min(shape.round ?? 0, shape.width / 2),
    )
    context.fill()
  } else {
    context.strokeStyle = shape.stroke
    context.lineWidth = shape.width
    context.lineJoin = 'round'
    context.setLineDash([...(shape.dash ?? [])])
    context.beginPath()
    for (const [x, y] of shape.points) context.lineTo(x, y)
    context.stroke()
    context.setLineDash([])
  }
}

function paintWords(context: CanvasRenderingContext2D, shape: Words, family: string): void {
  context.font = `${shape.weight ?? 400} ${shape.size}px ${family}`
  context.fillStyle = shape.fill
  context.textAlign = shape.align ?? 'left'
  context.textBaseline = 'middle'
  let { text } = shape
  if (shape.most !== undefined && context.measureText(text).width > shape.most) {
    while (text && context.measureText(`${text}…`).width > shape.most) text = text.slice(0, -1)
    text = `${text.trimEnd()}…`
  }
  context.fillText(text, shape.x, shape.y)
}
