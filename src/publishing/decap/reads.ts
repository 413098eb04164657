import { gatewayWords as words } from './words.ts'
import type { Content } from '../edition/content.ts'
import { entryAt } from '../edition/content-file.ts'
import { maxEntryBytes } from '../edition/entry-file.ts'
import type { GatewayActions, GatewayRefusal, MediaFile, StoredEntry } from './protocol.ts'
import { mediaAddress, type MediaFile as PublishedMedia, pictureOf } from '../edition/media.ts'
import { refusal } from '../drafts/refusals.ts'
import { mainBranch } from '../git/repository.ts'
import { typeNamed } from '../types/index.ts'

const pageSize = 100

/** The published entries of one type, newest first, front matter only: what a list shows. */
export async function readEntries(
  content: Content,
  { folder, page }: GatewayActions['entriesByFolder']['params'],
): Promise<GatewayActions['entriesByFolder']['answer'] | GatewayRefusal> {
  const type = typeNamed(/^content\/([a-z-]+)\/?$/.exec(folder)?.[1])
  if (!type) return refusal('bad-request', words.badPath, { path: folder })
  const { lists, published } = content.everything()
  const all = lists[type.name]
  const shown = page === undefined ? all : all.slice(page * pageSize, (page + 1) * pageSize)
  const texts = await content.repository.blobs(
    shown.map(({ file }) => file.oid),
    maxEntryBytes,
  )
  const entries = shown.map(({ file: { path, oid } }): StoredEntry => ({
    file: { path, id: oid, ...changedOn(published.times.paths.get(path)?.updatedAt) },
    data: frontMatter(texts.get(oid)?.bytes?.toString('utf8') ?? ''),
  }))
  const isLast = page === undefined || (page + 1) * pageSize >= all.length
  return { entries, count: all.length, pageSize, ...(!isLast && { next: page + 1 }) }
}

const changedOn = (at: number | undefined) => (at === undefined ? {} : { updatedOn: new Date(at).toISOString() })

const frontMatter = (text: string): string =>
  /^---\n[\s\S]*?\n---(?=\n|$)/.exec(text.replaceAll('\r\n', '\n'))?.[0] ?? text

/** Published files, whole; undefined for a path where none lies, or where no entry may lie. */
export async function readFiles(
  content: Content,
  files: { path: string; label?: string | undefined }[],
): Promise<(StoredEntry | undefined)[]> {
  const { repository } = content
  const main = await repository.head(mainBranch)
  return Promise.all(
    files.map(async ({ path, label }) => {
      const file = main && entryAt(path) ? await repository.file(main, path) : undefined
      const bytes = file?.regular ? (await repository.blobs([file.oid], maxEntryBytes)).get(file.oid)?.bytes : undefined
      return file && bytes
        ? { file: { path, id: file.oid, ...(label !== undefined && { label }) }, data: bytes.toString('utf8') }
        : undefined
    }),
  )
}

/** Published pictures and files of one folder, without the smaller widths that we made. */
export async function readMediaFolder(content: Content, folder: string): Promise<MediaFile[] | GatewayRefusal> {
  if (!/^content\/media(?:\/[a-z0-9-]+)*\/?$/.test(folder))
    return refusal('bad-request', words.badPath, { path: folder })
  const prefix = `${folder.slice('content'.length).replace(/\/$/, '')}/`
  return describe(
    content,
    [...content.everything().published.media.values()].filter(
      ({ path }) => path.startsWith(prefix) && pictureOf(path) === path,
    ),
  )
}

/** One of them. */
export async function readMediaFile(content: Content, path: string): Promise<MediaFile | undefined> {
  const file = path.startsWith('content/media/')
    ? content.everything().published.media.get(path.slice('content'.length))
    : undefined
  return file && (await describe(content, [file]))[0]
}

async function describe(content: Content, files: PublishedMedia[]): Promise<MediaFile[]> {
  const sizes = await content.repository.blobs(
    files.map(({ oid }) => oid),
    0,
  )
  return files.map(file => ({
    id: file.oid,
    name: file.path.slice(file.path.lastIndexOf('/') + 1),
    path: `content${file.path}`,
    size: sizes.get(file.oid)?.size ?? 0,
    url: mediaAddress(file),
  }))
}
