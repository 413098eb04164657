import sharp from 'sharp'
import { imageBomb, phonePhoto } from './pictures.ts'

/** What stands in every file that means harm; nothing that we keep may have it. */
export const harm = 'x-planted-harm'

const script = `<script>/*${harm}*/alert(1)</script>`
const drawing = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert('${harm}')">${script}<image href="http://127.0.0.1/${harm}"/><text>&x;</text></svg>`
const pdf = `%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\("${harm}"\\))>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`

/** Files as somebody who means harm sends them; `kept`: it is a photo all the same, of which pixels alone may stay. */
export async function uploadCorpus(): Promise<{ what: string; bytes: Buffer; kept?: true }[]> {
  const jpeg = await phonePhoto({ width: 120, height: 80 })
  const as = (format: 'png' | 'webp' | 'gif' | 'avif') => sharp(jpeg).toFormat(format).toBuffer()
  const [png, webp, gif, avif] = await Promise.all([as('png'), as('webp'), as('gif'), as('avif')])
  const told = await sharp(jpeg)
    .withExif({
      IFD0: { Copyright: harm, ImageDescription: script, Artist: harm },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '28/1 27/1 0/1' },
    })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${harm}</rdf:RDF></x:xmpmeta>`,
    )
    .jpeg()
    .toBuffer()
  const text = (content: string) => Buffer.from(content)
  const join = (...parts: (Buffer | string)[]) => Buffer.concat(parts.map(part => Buffer.from(part as string)))
  const half = (file: Buffer) => file.subarray(0, Math.floor(file.length / 2))
  return [
    { what: 'a web page', bytes: text(`<!doctype html>${script}`) },
    { what: 'a drawing with a script', bytes: text(drawing) },
    { what: 'a document with a script', bytes: text(pdf) },
    { what: 'a program', bytes: text(`#!/bin/sh\necho ${harm}\n`) },
    { what: 'a program of Windows', bytes: join('MZ', Buffer.alloc(200), harm) },
    { what: 'an archive', bytes: join('PK\x03\x04', Buffer.alloc(200), harm) },
    { what: 'a stylesheet of XML', bytes: text(`<?xml-stylesheet href="${harm}"?><html/>`) },
    { what: 'a picture of 60,000 by 60,000', bytes: imageBomb() },
    { what: 'the first bytes of a JPEG and a web page', bytes: join(jpeg.subarray(0, 20), script) },
    { what: 'the first bytes of a PNG and a web page', bytes: join(png.subarray(0, 8), script) },
    { what: 'the first bytes of a GIF and a script', bytes: text(`GIF89a/*${script}*/=1;`) },
    { what: 'the first bytes of a WebP and a web page', bytes: join('RIFF\xff\xff\xff\xffWEBP', script) },
    { what: 'the first bytes of a HEIC', bytes: join('\0\0\0\x18ftypheic\0\0\0\0', Buffer.alloc(300), harm) },
    { what: 'half a HEIC', bytes: join('\0\0\0\x18ftypmif1\0\0\0\0heic') },
    { what: 'half a JPEG', bytes: half(jpeg) },
    { what: 'half a PNG', bytes: half(png) },
    { what: 'half a WebP', bytes: half(webp) },
    { what: 'half an AVIF', bytes: half(avif) },
    { what: 'a GIF of nothing', bytes: join('GIF89a', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0x3b])) },
    { what: 'a TIFF', bytes: await sharp(jpeg).tiff().toBuffer() },
    { what: 'three bytes', bytes: Buffer.from([0xff, 0xd8, 0xff]) },
    { what: 'a photo that says where it was taken, and more', bytes: told, kept: true },
    { what: 'a JPEG with a web page behind it', bytes: join(jpeg, script), kept: true },
    { what: 'a PNG with a web page behind it', bytes: join(png, script), kept: true },
    { what: 'a GIF with a web page behind it', bytes: join(gif, script), kept: true },
    { what: 'a WebP with a document behind it', bytes: join(webp, pdf), kept: true },
    { what: 'a JPEG with an archive behind it', bytes: join(jpeg, 'PK\x03\x04', harm), kept: true },
    {
      what: 'a JPEG with a script in a note',
      bytes: join(jpeg.subarray(0, 2), note(script), jpeg.subarray(2)),
      kept: true,
    },
  ]
}

/** A JPEG's own place for a note. */
function note(text: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length + 2)
  return Buffer.concat([Buffer.from([0xff, 0xfe]), length, Buffer.from(text)])
}

/** Names as somebody who means harm gives them. */
export const fileNames = [
  '../../../../etc/passwd.jpg',
  '..\\..\\windows\\win.jpg',
  '/etc/cron.d/planted.jpg',
  'C:\\planted.jpg',
  'planted\u0000.php.jpg',
  'planted\u202egpj.exe',
  `${'长'.repeat(300)}.jpg`,
  `${'a'.repeat(5000)}.jpg`,
  '.jpg',
  '.htaccess',
  'planted.php',
  'planted.jpg.svg',
  '<x-planted>.jpg',
  '"><x-planted onplanted=1>.jpg',
  'a"; filename="b.html',
  'a\r\nX-Planted: 1\r\n.jpg',
  '%2e%2e%2f%2e%2e%2fplanted.jpg',
  '$(touch planted).jpg',
  'CON.jpg',
  '🏳️‍🌈𠮷.jpg',
  ' .jpg ',
]
