import { setImmediate as breathe } from 'node:timers/promises'
import type { Db } from '#db/schema.ts'
import { findGone, findUncleared, type Uncleared } from './clearance.ts'
import { parseContentFile, placeOf } from './content-file.ts'
import { type Fault, maxEntryBytes, parseYamlFile, tooLarge } from './entry-file.ts'
import {
  isDrawing,
  maxDrawingBytes,
  maxMediaBytes,
  type MediaFile,
  mediaFolder,
  mediaType,
  pictureOf,
} from './media.ts'
import { isActiveDrawing } from '../drafts/drawing.ts'
import {
  type CodeReference,
  codesIn,
  entriesIn,
  filesIn,
  type EntryReference,
  mediaIn,
  type MediaReference,
} from './references.ts'
import type { Blob, Repository, Times, TreeChange, TreeFile } from '../git/repository.ts'
import type { TypeName } from '../types/index.ts'
import { type Settings, settingsFile } from '../types/settings.ts'
import { entryId } from '#forms/entry-fields.ts'

/** A file that is a valid entry of its type by itself. */
export interface EntryFile {
  type: TypeName
  id: string
  path: string
  /** The version of the file. */
  oid: string
  data: Record<string, unknown>
  body: string
  media: MediaReference[]
  /** The `/files/…` addresses it names. */
  files: string[]
  entries: EntryReference[]
  codes: CodeReference[]
}

/** What the files of one commit hold, each judged by itself. Nothing in here changes; a refresh makes a new one. */
export interface Published {
  commit: string
  times: Times
  settings: Settings
  entries: ReadonlyMap<string, EntryFile>
  /** By the path that entries write, `/media/…`. */
  media: ReadonlyMap<string, MediaFile>
  /** By path; a file with a fault is in none of the maps above, unless it is there in an older version. */
  faults: ReadonlyMap<string, Fault[]>
  /** Files whose version on main has not passed its reviews: above they have the last one that has, if there is one. */
  uncleared: ReadonlyMap<string, Held>
}

/** What is held back: the version on main, undefined when it was deleted there, and the one that readers see instead. */
export interface Held extends Uncleared {
  oid: string | undefined
}

const contentFolder = 'content/'

/**
 * Reads everything at a commit; throws when no version of the settings up to it can be read. Without a database everything
 * counts as reviewed: for who looks at drafts, and for commands.
 */
export async function readPublished(repository: Repository, commit: string, db?: Db): Promise<Published> {
  const files = await repository.files(commit)
  const gone = db ? await findGone(db, files) : []
  const changes = [...files.map(file => ({ path: file.path, file })), ...gone.map(path => ({ path, file: undefined }))]
  return apply(repository, commit, changes, undefined, db)
}

/** Reads what changed since `previous`; what was held back is looked at again. */
export async function refreshPublished(
  repository: Repository,
  previous: Published,
  commit: string,
  db?: Db,
): Promise<Published> {
  const changes = await repository.changes(previous.commit, commit)
  const changed = new Set(changes.map(({ path }) => path))
  const held = [...previous.uncleared].filter(([path]) => db && !changed.has(path))
  const again = held.map(([path, { oid }]) => ({ path, file: oid ? { path, oid, regular: true } : undefined }))
  return apply(repository, commit, [...changes, ...again], previous, db)
}

async function apply(
  repository: Repository,
  commit: string,
  changes: readonly TreeChange[],
  previous: Published | undefined,
  db: Db | undefined,
): Promise<Published> {
  const entries = new Map(previous?.entries)
  const media = new Map(previous?.media)
  const faults = new Map(previous?.faults)
  const held = new Map(previous?.uncleared)
  let settings = previous?.settings
  const ours = changes.filter(
    ({ path }) => path.startsWith(contentFolder) && !path.split('/').some(part => part.startsWith('.')),
  )
  const [times, texts, sizes, drawings] = await Promise.all([
    repository.times(commit, previous?.times),
    repository.blobs(
      oidsOf(ours, path => !path.startsWith(mediaFolder)),
      maxEntryBytes,
    ),
    repository.blobs(
      oidsOf(ours, path => path.startsWith(mediaFolder)),
      0,
    ),
    repository.blobs(oidsOf(ours, isDrawing), maxDrawingBytes),
  ])
  const uncleared = db ? await findUncleared(db, repository, commit, ours, texts) : new Map<string, Uncleared>()
  const instead = [...uncleared.values()].flatMap(({ instead }) => instead ?? [])
  const older = await repository.blobs(instead, maxDrawingBytes)
  let done = 0
  for (const { path, file } of ours) {
    // A whole branch may have changed: requests are answered in between.
    if (++done % 100 === 0) await breathe()
    entries.delete(path)
    media.delete(mediaPathOf(path))
    faults.delete(path)
    held.delete(path)
    if (path === settingsFile.path) settings = undefined
    const hold = uncleared.get(path)
    if (hold) {
      held.set(path, { ...hold, oid: file?.oid })
      const message = !file ? unclearedDeletion : hold.instead ? unclearedChange : unclearedFile
      faults.set(path, [{ path, message, uncleared: true }])
    }
    const shown = hold ? hold.instead && { path, oid: hold.instead, regular: true } : file
    if (!shown) continue
    const blobs = hold ? older : isDrawing(path) ? drawings : path.startsWith(mediaFolder) ? sizes : texts
    const read = readFile(shown, blobs)
    if ('faults' in read) faults.set(path, read.faults)
    else if ('entry' in read) entries.set(path, read.entry)
    else if ('media' in read) media.set(read.media.path, read.media)
    else settings = read.settings
  }
  settings ??= await lastReadableSettings(repository, commit)
  letGo(held, { entries, media, faults, settings })
  return { commit, times, settings, entries, media, faults, uncleared: held }
}

/** A picture or file that was deleted on main stays only while an entry that readers see shows it. */
function letGo(
  held: Map<string, Held>,
  {
    entries,
    media,
    faults,
    settings,
  }: { media: Map<string, MediaFile>; faults: Map<string, Fault[]> } & Pick<Published, 'entries' | 'settings'>,
): void {
  const deleted = [...held].filter(([path, { oid }]) => oid === undefined && path.startsWith(mediaFolder))
  if (deleted.length === 0) return
  const shown = new Set([...entries.values()].flatMap(entry => entry.media.map(({ src }) => src)))
  if (settings.share_picture) shown.add(settings.share_picture)
  for (const [path] of deleted) {
    const src = mediaPathOf(path)
    if (shown.has(src) || shown.has(pictureOf(src))) continue
    held.delete(path)
    media.delete(src)
    faults.delete(path)
  }
}

type Read = { entry: EntryFile } | { media: MediaFile } | { settings: Settings } | { faults: Fault[] }

/** One file by itself, as its path says what it is. Never throws. */
export function readFile(file: TreeFile, blobs: ReadonlyMap<string, Blob>): Read {
  const { path, oid } = file
  const blob = blobs.get(oid)
  if (!file.regular || !blob) return fault(path, '符号链接和子模块不会被读取，请放入文件本身')
  if (path.startsWith(mediaFolder)) return readMedia(path, oid, blob)
  const settings = path === settingsFile.path
  const place = settings ? undefined : placeOf(path)
  if (!settings && !place)
    return fault(path, '这里不放内容文件：条目应在 content/〈类型〉/〈年份〉/〈编号〉.md，单位不分年份')
  if (!blob.bytes) return fault(path, tooLarge)
  if (!place) {
    const parsed = parseYamlFile(path, blob.bytes, settingsFile.schema)
    return 'faults' in parsed ? parsed : { settings: parsed.data }
  }
  if (!entryId.test(place.id)) return fault(path, '文件名只用小写字母、数字和连字符，如 first-place.md')
  const parsed = parseContentFile(path, blob.bytes)
  if ('faults' in parsed) return parsed
  const { data, body } = parsed
  return {
    entry: {
      type: place.type.name,
      id: place.id,
      path,
      oid,
      data,
      body,
      media: mediaIn(data, body),
      files: filesIn(data, body),
      entries: entriesIn(place.type.name, data),
      codes: codesIn(place.type.name, data),
    },
  }
}

function readMedia(path: string, oid: string, { size, bytes }: Blob): Read {
  const media = { path: mediaPathOf(path), oid }
  if (!mediaType(media.path))
    return fault(
      path,
      '不发布这种文件，或文件名不合要求：只用文字、数字、点、下划线和连字符，类型为图片、PDF、Word、Excel、ZIP',
    )
  if (size > maxMediaBytes) return fault(path, `文件超过 ${maxMediaBytes / 1024 / 1024} MB，请放入文件库`)
  if (isDrawing(path) && (!bytes || isActiveDrawing(bytes.toString('utf8')))) return fault(path, badDrawing)
  return { media }
}

const badDrawing =
  '这张 SVG 图里有脚本、动画、样式表、嵌入的网页或图片、外部地址，或者超过 1 MB，读者看不到；请在编辑器里重新上传，或换一张干净的图'
const unclearedFile = '这个文件没有经过三审就进了仓库，读者看不到；请转成草稿，三审后发布'
const unclearedChange = '这个文件在仓库里被改过，改动没有经过三审，读者看到的仍是上一次审定的；请转成草稿，三审后发布'
const unclearedDeletion = '这个文件在仓库里被删掉或移走了，没有经过三审，读者看到的仍是上一次审定的；请恢复原文'

const mediaPathOf = (path: string): string => path.slice(contentFolder.length - 1)

const fault = (path: string, message: string): { faults: Fault[] } => ({ faults: [{ path, message }] })

const oidsOf = (changes: readonly TreeChange[], wanted: (path: string) => boolean): string[] =>
  changes.flatMap(({ path, file }) => (file?.regular && wanted(path) ? [file.oid] : []))

/** Every page needs the settings, so a broken file falls back to its last readable version: the same one in every process and after a restart. */
async function lastReadableSettings(repository: Repository, commit: string): Promise<Settings> {
  let fault: Fault | undefined
  for (const earlier of await repository.commitsOf(settingsFile.path, commit, 50)) {
    const file = await repository.file(earlier, settingsFile.path)
    const bytes = file?.regular ? (await repository.blobs([file.oid], maxEntryBytes)).get(file.oid)?.bytes : undefined
    const parsed = bytes && parseYamlFile(settingsFile.path, bytes, settingsFile.schema)
    if (parsed && 'data' in parsed) return parsed.data
    fault ??= parsed?.faults[0]
  }
  const why = fault && `: ${fault.field ?? ''} ${fault.message}`
  throw new Error(`no readable ${settingsFile.path} on the branch${why ?? ''}`)
}
