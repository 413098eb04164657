import { gatewayWords as words } from './words.ts'
import type { Content } from '../edition/content.ts'
import type { Draft } from '../drafts/drafts.ts'
import { isRefusal, refusal } from '../drafts/refusals.ts'
import { prepareUpload, storedPath, type Upload, uploadPlace } from '../drafts/uploads.ts'
import { readWritten } from '../edition/content-file.ts'
import { pictureOf } from '../edition/media.ts'
import { mediaIn } from '../edition/references.ts'
import type { ContentType } from '../types/type.ts'
import type { Asset, GatewayRefusal } from './protocol.ts'

/** Checks and re-encodes what was sent, and says where each is stored; pictures lie in the folder of their type or among the common ones. */
export async function prepareAssets(
  assets: Asset[],
  type: ContentType | undefined,
): Promise<{ uploads: Upload[]; stored: Map<string, string> } | GatewayRefusal> {
  const uploads: Upload[] = []
  const stored = new Map<string, string>()
  for (const asset of assets) {
    const { path } = asset
    const place = uploadPlace(path)
    if ('keep' in asset) continue
    if (!place || (place.folder !== type?.name && place.folder !== 'uploads') || pictureOf(path) !== path)
      return refusal('bad-file', words.mediaFolder, { path })
    const sent = { path, bytes: Buffer.from(asset.content, 'base64') }
    const files = await prepareUpload(sent)
    if (isRefusal(files)) return files
    uploads.push(...files)
    stored.set(path, storedPath(sent))
  }
  return { uploads, stored }
}

const srcOf = (path: string): string => path.slice('content'.length)

/** The pictures and files of a draft, as entries write them. */
export const mediaOf = (draft: Draft | undefined): string[] =>
  (draft?.files ?? []).filter(({ oid }) => oid).map(({ path }) => srcOf(path))

/** The text names each file as it is stored, also when the editor knows it by the name it came with. */
export function withStoredNames(raw: string, stored: ReadonlyMap<string, string>, present: string[]): string {
  const there = new Set([...present, ...[...stored.values()].map(srcOf)])
  return raw
    .replaceAll('\r\n', '\n')
    .replaceAll(/\/media\/[a-z0-9-]+\/[\p{L}\p{N}][\p{L}\p{N}._-]{0,200}?\.[a-z]+(?!\.?[A-Za-z0-9])/gu, src => {
      const path = stored.get(`content${src}`)
      if (path) return srcOf(path)
      // A photograph from before names had a hash.
      const webp = src.replace(/\.(?:jpe?g|png)$/, '.webp')
      return !there.has(src) && there.has(webp) ? webp : src
    })
}

/** The files of the commit: the new pictures, without those that the draft had and the editor has let go. */
export function changesOf(
  content: Content,
  draft: Draft | undefined,
  assets: Asset[],
  uploads: Upload[],
  { path, text }: { path: string; text: string },
  type: ContentType | undefined,
): { path: string; bytes: Buffer | undefined }[] | GatewayRefusal {
  const { media } = content.everything().published
  const inDraft = new Set(mediaOf(draft))
  // A name holds the hash of what was sent: what lies there already is the same picture.
  const added = uploads.filter(({ path }) => !media.has(srcOf(path)))
  const kept = new Set(assets.map(({ path }) => srcOf(path)))
  const written = type && readWritten(path, Buffer.from(text))
  const shown = new Set(written ? mediaIn(written.data, written.body).map(({ src }) => src) : [])
  const sent = new Set(uploads.map(({ path }) => srcOf(path)))
  for (const src of shown) {
    const isThere = sent.has(src) || inDraft.has(src) || media.has(src)
    if (!isThere)
      return refusal('invalid', words.mediaLost(src.slice(src.lastIndexOf('/') + 1)), { path: `content${src}` })
  }
  const dropped = [...inDraft].filter(
    src =>
      src.startsWith('/media/') &&
      !media.has(src) &&
      !sent.has(src) &&
      !kept.has(pictureOf(src)) &&
      !shown.has(pictureOf(src)),
  )
  return [...added, ...dropped.map(src => ({ path: `content${src}`, bytes: undefined }))]
}
