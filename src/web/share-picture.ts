import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import sharp from 'sharp'
import { chineseFamily, chineseFont } from './chinese-font.ts'

/** What somebody sees in a chat before they open a page: a picture of 1200 × 630 with its title. */
export interface SharePicture {
  title: string
  /** The column, or what the page is. */
  label: string
  site: string
  /** One or two pictures and what each is made of (a hash or a file that never changes). */
  pictures: readonly { version: string; read(): Promise<Buffer | undefined> }[]
}

const width = 1200
const height = 630
const margin = 72
const pictured = 480
const paper = '#fbfaf6'
const mist = '#eef2ee'

const kept = new LRUCache<string, Buffer>({ maxSize: 24 * 1024 * 1024, sizeCalculation: ({ length }) => length })
const mostWaiting = 20
let waiting = 0
let last: Promise<unknown> = Promise.resolve()

/**
 * Draws it as JPEG, or takes what was drawn of exactly this before. One at a time, so that who asks for all of them keeps one
 * core busy and no more. Undefined when too many wait.
 */
export async function sharePicture(shared: SharePicture): Promise<Buffer | undefined> {
  const { title, label, site, pictures } = shared
  const key = createHash('sha256')
    .update(JSON.stringify([title, label, site, pictures.map(({ version }) => version)]))
    .digest('hex')
  const before = kept.get(key)
  if (before) return before
  if (waiting >= mostWaiting) return undefined
  waiting += 1
  const drawing = last.then(async () => kept.get(key) ?? draw(shared)).finally(() => (waiting -= 1))
  last = drawing.catch(() => undefined)
  const drawn = await drawing
  kept.set(key, drawn)
  return drawn
}

async function draw({ title, label, site, pictures }: SharePicture): Promise<Buffer> {
  const bytes = (await Promise.all(pictures.slice(0, 2).map(({ read }) => read()))).filter(each => each !== undefined)
  const room = width - 2 * margin - (bytes.length > 0 ? pictured : 0)
  const side = Math.floor(height / Math.max(1, bytes.length))
  const beside = await Promise.all(
    bytes.map(async (picture, at) => ({
      input: await sharp(picture, { density: 144 })
        .autoOrient()
        .resize({ width: pictured, height: side, fit: 'contain', background: mist })
        .flatten({ background: mist })
        .timeout({ seconds: 10 })
        .png()
        .toBuffer(),
      left: width - pictured,
      top: at * side,
    })),
  )
  const heading = await fitting(title, room)
  return sharp({ create: { width, height, channels: 3, background: paper } })
    .composite([
      { input: { create: { width: 12, height, channels: 3, background: '#1c5f52' } }, left: 0, top: 0 },
      {
        input: (await text(label, { weight: 'Medium', size: 30, colour: '#1c5f52', room })).data,
        left: margin,
        top: margin,
      },
      { input: heading.data, left: margin, top: Math.round((height - heading.info.height) / 2) },
      {
        input: (await text(site, { weight: 'Regular', size: 28, colour: '#52635d', room })).data,
        left: margin,
        top: height - margin - 28,
      },
      ...beside,
    ])
    .jpeg({ quality: 84 })
    .toBuffer()
}

/** The title as large as it fits into half of the height; the end of a very long one is left out. */
async function fitting(title: string, room: number) {
  const words = [...title]
  const shown = words.length > 60 ? `${words.slice(0, 59).join('')}…` : title
  for (const size of [72, 62, 52]) {
    const drawn = await text(shown, { weight: 'Bold', size, colour: '#1d2b27', room })
    if (drawn.info.height <= height / 2) return drawn
  }
  return text(shown, { weight: 'Bold', size: 42, colour: '#1d2b27', room })
}

/** Words as a transparent picture, broken into lines of `room` pixels. */
function text(
  words: string,
  { weight, size, colour, room }: { weight: 'Regular' | 'Medium' | 'Bold'; size: number; colour: string; room: number },
) {
  const plain = words
    .replaceAll(/[\p{C}]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  return sharp({
    text: {
      text: `<span foreground="${colour}">${plain.trim() || '·'}</span>`,
      font: `${chineseFamily} ${weight} ${size}`,
      fontfile: chineseFont(weight),
      ...{ width: room, dpi: 72, rgba: true, wrap: 'word-char', spacing: 8 },
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true })
}
