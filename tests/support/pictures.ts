import { join } from 'node:path'
import type { PhotoSize } from '#suggestions/photo-files.ts'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** What a phone would send: a JPEG lying on its side, with a camera's name and a GPS position in it. */
export async function phonePhoto({ width = 300, height = 200 } = {}): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#4f8f7f' } })
    .withExif({
      IFD0: { Make: 'Pocket Camera', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '28/1 27/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '119/1 55/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
}

/** A PNG of a few hundred bytes that says it is `side` × `side` pixels. */
export function imageBomb(side = 60_000): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const scanlines = deflateSync(Buffer.alloc(100_000))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', scanlines),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}

/** Where one size of a photo lies on the disk. */
export const photoPath = (dataDir: string, file: string, size: PhotoSize): string =>
  join(dataDir, 'photos', `${file}-${size}.webp`)
