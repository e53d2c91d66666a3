import type { Readable } from 'node:stream'

/** Two pictures of a picture, made anew: small for the list, large for looking at. WebP, upright, without what the camera wrote. */
export interface Preview {
  small: Buffer
  large: Buffer
}

export const PREVIEW_TYPE = 'image/webp'

const SMALL_PX = 480
const LARGE_PX = 2000
/** More picture points than a phone takes: a picture of a few bytes can claim to have billions. */
const MOST_PIXELS = 64_000_000
const PATIENCE_SECONDS = 20

const TYPES: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/tiff',
  'image/avif',
])

/** What reads these types; everything else the library could read stays shut. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].flatMap(format => [
  `VipsForeignLoad${format}Buffer`,
  `VipsForeignLoad${format}Source`,
])

let opening: Promise<typeof import('sharp')['default']> | undefined

/** Loaded with the first picture: many processes never see one. */
function openSharp() {
  opening ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false)
    sharp.concurrency(1)
    sharp.block({ operation: ['VipsForeignLoad'] })
    sharp.unblock({ operation: LOADERS })
    return sharp
  })
  return opening
}

/** One at a time in a process, so that many large pictures at once do not fill the memory. */
let last: Promise<unknown> = Promise.resolve()

/** @returns null where there is no picture to be made: another kind of file, damaged, or too large to unpack */
export function makePreview(type: string, open: () => Readable): Promise<Preview | null> {
  if (!TYPES.has(type)) return Promise.resolve(null)
  const made = last.then(() => draw(open()))
  last = made
  return made
}

async function draw(source: Readable): Promise<Preview | null> {
  try {
    const sharp = await openSharp()
    const reading = sharp({ limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true })
    source.once('error', error => reading.destroy(error))
    const large = await source
      .pipe(reading)
      .timeout({ seconds: PATIENCE_SECONDS })
      .autoOrient()
      .resize({ width: LARGE_PX, height: LARGE_PX, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer()
    const small = await sharp(large)
      .resize({ width: SMALL_PX, height: SMALL_PX, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 72 })
      .toBuffer()
    return { small, large }
  } catch {
    return null
  } finally {
    source.destroy()
  }
}
