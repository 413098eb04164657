import type { Earlier } from './earlier.ts'
import type { Fault } from './entry-file.ts'
import { renderMarkdown } from './markdown.ts'
import { mediaAddress, type MediaFile, pictureOf, pictureVariant, pictureWidths, readMediaAddress } from './media.ts'
import type { EntryFile, Published } from './published.ts'
import { findUnknownCode } from './references.ts'
import { listTwins, spanOf } from './unique.ts'
import { choicesOf, type CityChoices } from '../types/choices.ts'
import type { Entry } from '../types/entry.ts'
import { contentTypes, type DataOf, type TypeName, typeNamed } from '../types/index.ts'
import type { Settings } from '../types/settings.ts'
import type { ContentType } from '../types/type.ts'

export type { Entry, Fault }

/**
 * What readers may see at one moment: everything published at one content commit that is due and has not expired.
 * Lists are in the order of their type. The same object is handed out until something in it changes.
 */
export interface Edition {
  commit: string
  settings: Settings
  /** Its lists by code, such as the names of the counties. */
  choices: CityChoices
  list<Name extends TypeName>(type: Name): readonly Entry<DataOf<Name>>[]
  find<Name extends TypeName>(type: Name, id: string): Entry<DataOf<Name>> | undefined
  /** How a unit is called in short, also one that is dissolved; its id where nothing says so. */
  unitName(id: string): string
  /** Files that are left out, and references that lead nowhere, by path. */
  faults: readonly Fault[]
  /** The public address of a `/media/…` path; an unknown one is returned as it is. */
  mediaUrl(src: string): string
  /** The widths of a photograph for `srcset`, from its public address or its path; undefined for what has only one. */
  srcset(src: string): string | undefined
  /** The file behind a `/media/…` path, when an entry that readers see shows it. */
  media(src: string): VisibleMedia | undefined
  /** Until when an entry that readers see names a `/files/…` address, in milliseconds; undefined when none does. */
  offersUntil(address: string): number | undefined
}

interface VisibleMedia extends MediaFile {
  /** When the last visible entry that shows it comes down, in milliseconds; Infinity when none will. */
  until: number
}

type Barred = { field: string; message: string } | undefined

/** An entry with what decides about its place and its time. */
interface Placed {
  file: EntryFile
  entry: Entry
  /** Visible from (included) until (excluded), in milliseconds. */
  from: number
  until: number
  /** Why nobody sees it, whenever it was published. */
  barred: Barred
  /** What lists are sorted by: publication, then the entry's own date. */
  at: number
  date: string
}

/** Everything published at one commit, the due and the expired too. */
export interface WholeEdition {
  published: Published
  placed: ReadonlyMap<string, Placed>
  /** Sorted, one entry for each id. */
  lists: Readonly<Record<TypeName, readonly Placed[]>>
  /** The same with what readers see until the version on main is due: at every moment one of an id at most. */
  timed: Readonly<Record<TypeName, readonly Placed[]>>
  faults: readonly Fault[]
  earlier: ReadonlyMap<string, Earlier>
}

/** Puts what was published in order. Entries that `previous` has unchanged are kept, with the HTML they have made. */
export function assembleEdition(
  published: Published,
  previous?: WholeEdition,
  earlier: ReadonlyMap<string, Earlier> = previous?.earlier ?? new Map(),
): WholeEdition {
  const faults = [...published.faults.values()].flat()
  const placed = new Map<string, Placed>()
  const lists = forEachType((): Placed[] => [])
  const timed = { ...lists }
  for (const file of published.entries.values()) {
    const before = previous?.placed.get(file.path)
    const place = before && isSame(before, file, published, previous?.published) ? before : placeEntry(file, published)
    placed.set(file.path, place)
    lists[file.type].push(place)
    if (place.barred) faults.push({ path: file.path, ...place.barred })
  }
  const ids = forEachType(type => {
    const { name, order } = type
    const byId = new Map<string, Placed>()
    for (const place of lists[name]) {
      const other = byId.get(place.file.id)
      const [first, second] = other && isOlder(other, place) ? [other, place] : [place, other]
      byId.set(place.file.id, first)
      if (second) faults.push({ path: second.file.path, message: `编号与 ${first.file.path} 重复，请改文件名` })
    }
    const inOrder = order
      ? (a: Placed, b: Placed) => order(a.file.data, b.file.data) || compare(a.file.id, b.file.id)
      : newestFirst
    lists[name] = [...byId.values()].sort(inOrder)
    if (type.unique)
      faults.push(
        ...listTwins(
          type,
          lists[name].toSorted(byAge).map(({ file }) => file),
        ),
      )
    const before = lists[name].flatMap(place => placeEarlier(place, published, earlier))
    timed[name] = before.length === 0 ? lists[name] : [...lists[name], ...before].sort(inOrder)
    return byId
  })
  for (const { path, media, entries } of published.entries.values()) {
    for (const { field, src } of media)
      if (!published.media.has(src)) faults.push({ path, field, message: `找不到文件 ${src}` })
    for (const { field, type, id } of entries)
      if (!ids[type as TypeName]?.has(id)) faults.push({ path, field, message: `找不到编号为 ${id} 的条目` })
  }
  return { published, placed, lists, timed, faults: faults.sort((a, b) => compare(a.path, b.path)), earlier }
}

/** The view of a moment, and the span of time in which nothing appears and nothing goes. */
export function visibleAt(whole: WholeEdition, now: Date): { edition: Edition; from: number; until: number } {
  const at = now.getTime()
  let from = -Infinity
  let until = Infinity
  const { share_picture } = whole.published.settings
  const shown = new Map<string, number>(share_picture ? [[share_picture, Infinity]] : [])
  const visible = forEachType(({ name }) => {
    const entries: Entry[] = []
    for (const place of whole.timed[name]) {
      for (const boundary of [place.from, place.until]) {
        if (boundary <= at) from = Math.max(from, boundary)
        else until = Math.min(until, boundary)
      }
      const isVisible = place.from <= at && at < place.until && !place.barred
      if (isVisible) entries.push(place.entry)
      if (!isVisible || place.entry.withdrawn) continue
      for (const src of [...place.file.media.map(media => media.src), ...place.file.files])
        shown.set(src, Math.max(shown.get(src) ?? -Infinity, place.until))
    }
    return { entries, byId: new Map(entries.map(entry => [entry.id, entry])) }
  })
  const media = (src: string): VisibleMedia | undefined => {
    const file = whole.published.media.get(src)
    const showing = shown.get(pictureOf(src))
    return file && showing !== undefined ? { ...file, until: showing } : undefined
  }
  const edition: Edition = {
    commit: whole.published.commit,
    settings: whole.published.settings,
    choices: choicesOf(whole.published.settings),
    list: type => visible[type].entries as Entry<never>[],
    find: (type, id) => visible[type].byId.get(id) as Entry<never> | undefined,
    unitName: id => edition.find('departments', id)?.data.short_name ?? id,
    faults: whole.faults,
    mediaUrl: src => addressOf(whole.published, src),
    srcset: src => srcsetOf(whole.published, src),
    media,
    offersUntil: address => shown.get(address),
  }
  return { edition, from, until }
}

/** What readers see of an entry until its version on main is due, each until the next. */
function placeEarlier(place: Placed, published: Published, earlier: ReadonlyMap<string, Earlier>): Placed[] {
  const { waiting, versions = [] } = earlier.get(place.file.path) ?? {}
  if (waiting !== place.file) return []
  let end = place.from
  return versions.map(({ file, at }) => {
    const version = placeEntry(file, published, at)
    const until = Math.min(version.until, end)
    end = Math.min(end, version.from)
    return { ...version, until }
  })
}

/** `updatedAt`: of a version that is not the one on main. */
function placeEntry(file: EntryFile, published: Published, updatedAt?: number): Placed {
  const type = typeNamed(file.type)!
  const { from, until } = spanOf(type, file.data)
  const note = type.withdrawn?.(file.data)
  const changed = published.times.paths.get(file.path) ?? {
    publishedAt: published.times.at,
    updatedAt: published.times.at,
  }
  const body = note ? '' : file.body
  let html: string | undefined
  const at = Math.max(changed.publishedAt, from)
  const entry: Entry = {
    id: file.id,
    path: file.path,
    data: note ?? type.shown?.(file.data) ?? file.data,
    body,
    html: () =>
      (html ??= renderMarkdown(body, {
        url: src => addressOf(published, src),
        srcset: src => srcsetOf(published, src),
      })),
    publishedAt: new Date(at),
    updatedAt: new Date(Math.max(updatedAt ?? changed.updatedAt, from)),
    withdrawn: note !== undefined,
  }
  return {
    file,
    entry,
    from,
    until,
    barred: findBar(file, published),
    at,
    date: String((type.date && file.data[type.date]) ?? ''),
  }
}

function isSame(before: Placed, file: EntryFile, published: Published, previous: Published | undefined): boolean {
  if (before.file !== file || before.barred?.message !== findBar(file, published)?.message) return false
  const now = published.times.paths.get(file.path)
  const then = previous?.times.paths.get(file.path)
  return (
    now?.publishedAt === then?.publishedAt &&
    now?.updatedAt === then?.updatedAt &&
    file.media.every(({ src }) => published.media.get(src)?.oid === previous?.media.get(src)?.oid)
  )
}

const findBar = ({ type, data, codes }: EntryFile, { settings }: Published): Barred =>
  findUnknownCode(codes, settings) ?? typeNamed(type)?.barred?.(data, settings)

function addressOf(published: Published, src: string): string {
  const file = published.media.get(src)
  return file ? mediaAddress(file) : src
}

/** A photograph may be narrower than the largest width; the browser only chooses by it. */
function srcsetOf(published: Published, src: string): string | undefined {
  const path = readMediaAddress(src)?.path ?? src
  if (!path.endsWith('.webp')) return undefined
  const files = pictureWidths.map((width, at) => ({
    width,
    file: published.media.get(at === pictureWidths.length - 1 ? path : pictureVariant(path, width)),
  }))
  const there = files.flatMap(({ width, file }) => (file ? [`${mediaAddress(file)} ${width}w`] : []))
  return there.length > 1 ? there.join(', ') : undefined
}

/** Newest publication first; of what came at once, the newest by its own date; then by id, so that pages never shuffle. */
const newestFirst = (a: Placed, b: Placed): number =>
  b.at - a.at || compare(b.date, a.date) || compare(a.file.id, b.file.id)

/** The first to take an id keeps it. */
const byAge = (a: Placed, b: Placed): number => a.at - b.at || compare(a.file.path, b.file.path)
const isOlder = (a: Placed, b: Placed): boolean => byAge(a, b) < 0

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** One thing for each content type, by its name. */
function forEachType<Value>(make: (type: ContentType<TypeName>) => Value): Record<TypeName, Value> {
  return Object.fromEntries(contentTypes.map(type => [type.name, make(type)])) as Record<TypeName, Value>
}
