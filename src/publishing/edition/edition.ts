import { momentOf } from '#calendar/lishui.ts'
import type { Fault } from './entry-file.ts'
import { renderMarkdown } from './markdown.ts'
import { mediaAddress, type MediaFile, pictureOf, pictureVariant, pictureWidths, readMediaAddress } from './media.ts'
import type { EntryFile, Published } from './published.ts'
import type { Article, ContentTypeName, Department, Exposure, Indicator, Notice, Place, PublicServiceAd, RoleModel, Settings } from '../types/index.ts'

export type { Fault } from './entry-file.ts'

/** One published file. */
export interface Entry<T> {
  /** Its file name without `.md`; unique in its type and part of its address. */
  id: string
  path: string
  data: T
  /** Markdown; empty when the entry has no text. */
  body: string
  /** The text as HTML that is safe on a page; made at the first call. */
  html(): string
  /** When it came to the public branch, or was due to appear, whichever is later. No field can set it back. */
  publishedAt: Date
  updatedAt: Date
}

interface EntryTypes {
  'role-models': RoleModel
  exposures: Exposure
  'public-service-ads': PublicServiceAd
  notices: Notice
  articles: Article
  departments: Department
  indicators: Indicator
  places: Place
}

/**
 * What readers may see at one moment: everything published at one content commit that is due and has not expired.
 * Lists are newest first; departments and indicators in their own order. The same object is handed out until something in it changes.
 */
export interface Edition {
  commit: string
  settings: Settings
  roleModels: readonly Entry<RoleModel>[]
  exposures: readonly Entry<Exposure>[]
  publicServiceAds: readonly Entry<PublicServiceAd>[]
  notices: readonly Entry<Notice>[]
  articles: readonly Entry<Article>[]
  departments: readonly Entry<Department>[]
  indicators: readonly Entry<Indicator>[]
  places: readonly Entry<Place>[]
  /** The same lists by the name of their type. */
  list<Name extends ContentTypeName>(type: Name): readonly Entry<EntryTypes[Name]>[]
  find<Name extends ContentTypeName>(type: Name, id: string): Entry<EntryTypes[Name]> | undefined
  /** Files that are left out, and references that lead nowhere, by path. */
  faults: readonly Fault[]
  /** The public address of a `/media/…` path; an unknown one is returned as it is. */
  mediaUrl(src: string): string
  /** The widths of a photograph for `srcset`, from its public address or its path; undefined for what has only one. */
  srcset(src: string): string | undefined
  /** The file behind a `/media/…` path, unless only entries that are not visible show it. */
  media(src: string): VisibleMedia | undefined
}

interface VisibleMedia extends MediaFile {
  /** When the last visible entry that shows it comes down, in milliseconds; Infinity when none will. */
  until: number
}

/** An entry with what decides about its place and its time. */
interface Placed {
  file: EntryFile
  entry: Entry<unknown>
  /** Visible from (included) until (excluded), in milliseconds. */
  from: number
  until: number
  /** An exposure of a person in a city that does not expose persons: nobody sees it, whenever it was published. */
  barred: boolean
  /** A withdrawn exposure: only a dated note is left of it, and its pictures are gone. */
  withdrawn: boolean
  /** What lists are sorted by: publication, then the entry's own date. */
  at: number
  date: string
}

/** Everything published at one commit, the due and the expired too. */
export interface WholeEdition {
  published: Published
  placed: ReadonlyMap<string, Placed>
  /** Sorted, one entry for each id. */
  lists: Readonly<Record<ContentTypeName, readonly Placed[]>>
  faults: readonly Fault[]
}

/** Puts what was published in order. Entries that `previous` has unchanged are kept, with the HTML they have made. */
export function assembleEdition(published: Published, previous?: WholeEdition): WholeEdition {
  const faults = [...published.faults.values()].flat()
  const placed = new Map<string, Placed>()
  const lists: Record<ContentTypeName, Placed[]> = { 'role-models': [], exposures: [], 'public-service-ads': [], notices: [], articles: [], departments: [], indicators: [], places: [] }
  for (const file of published.entries.values()) {
    const before = previous?.placed.get(file.path)
    const place = before && isSame(before, file, published, previous?.published) ? before : placeEntry(file, published)
    placed.set(file.path, place)
    lists[file.type].push(place)
    if (place.barred) faults.push({ path: file.path, field: 'kind', message: '曝光个人没有开启（网站设置“允许曝光个人”为关闭），这一条不显示' })
  }
  const ids = {} as Record<ContentTypeName, Map<string, Placed>>
  for (const type of Object.keys(lists) as ContentTypeName[]) {
    ids[type] = new Map()
    for (const place of lists[type]) {
      const other = ids[type].get(place.file.id)
      const [first, second] = other && isOlder(other, place) ? [other, place] : [place, other]
      ids[type].set(place.file.id, first)
      if (second) faults.push({ path: second.file.path, message: `编号与 ${first.file.path} 重复，请改文件名` })
    }
    lists[type] = [...ids[type].values()].sort(type === 'departments' || type === 'indicators' ? inTheirOrder : newestFirst)
  }
  for (const { path, media, entries } of published.entries.values()) {
    for (const { field, src } of media) if (!published.media.has(src)) faults.push({ path, field, message: `找不到文件 ${src}` })
    for (const { field, type, id } of entries) if (!ids[type as ContentTypeName]?.has(id)) faults.push({ path, field, message: `找不到编号为 ${id} 的条目` })
  }
  return { published, placed, lists, faults: faults.sort((a, b) => compare(a.path, b.path)) }
}

/** The view of a moment, and the span of time in which nothing appears and nothing goes. */
export function visibleAt(whole: WholeEdition, now: Date): { edition: Edition; from: number; until: number } {
  const at = now.getTime()
  let from = -Infinity
  let until = Infinity
  const shown = new Map<string, number>()
  const hidden = new Set<string>()
  const visible = {} as Record<ContentTypeName, Entry<never>[]>
  const ids = {} as Record<ContentTypeName, Map<string, Entry<never>>>
  for (const type of Object.keys(whole.lists) as ContentTypeName[]) {
    visible[type] = []
    for (const place of whole.lists[type]) {
      for (const boundary of [place.from, place.until]) {
        if (boundary <= at) from = Math.max(from, boundary)
        else until = Math.min(until, boundary)
      }
      const isVisible = place.from <= at && at < place.until && !place.barred
      if (isVisible) visible[type].push(place.entry as Entry<never>)
      for (const { src } of place.file.media) {
        if (isVisible && !place.withdrawn) shown.set(src, Math.max(shown.get(src) ?? -Infinity, place.until))
        else hidden.add(src)
      }
    }
    ids[type] = new Map(visible[type].map(entry => [entry.id, entry]))
  }
  const media = (src: string): VisibleMedia | undefined => {
    const file = whole.published.media.get(src)
    const picture = pictureOf(src)
    return file && (shown.has(picture) || !hidden.has(picture)) ? { ...file, until: shown.get(picture) ?? Infinity } : undefined
  }
  const edition: Edition = {
    commit: whole.published.commit,
    settings: whole.published.settings,
    roleModels: visible['role-models'],
    exposures: visible.exposures,
    publicServiceAds: visible['public-service-ads'],
    notices: visible.notices,
    articles: visible.articles,
    departments: visible.departments,
    indicators: visible.indicators,
    places: visible.places,
    list: type => visible[type],
    find: (type, id) => ids[type].get(id),
    faults: whole.faults,
    mediaUrl: src => addressOf(whole.published, src),
    srcset: src => srcsetOf(whole.published, src),
    media,
  }
  return { edition, from, until }
}

function placeEntry(file: EntryFile, published: Published): Placed {
  const { publish_at, expires_at, expose_until, state } = file.data as { publish_at?: string; expires_at?: string; expose_until?: string; state?: string }
  const from = publish_at ? Date.parse(publish_at) : -Infinity
  const until = Math.min(expires_at ? Date.parse(expires_at) : Infinity, expose_until ? momentOf(expose_until, '24:00').getTime() : Infinity)
  const withdrawn = file.type === 'exposures' && state === 'withdrawn'
  const barred = isBarred(file, published)
  const changed = published.times.paths.get(file.path) ?? { publishedAt: published.times.at, updatedAt: published.times.at }
  const body = withdrawn ? '' : file.body
  let html: string | undefined
  const at = Math.max(changed.publishedAt, from)
  const entry: Entry<unknown> = {
    id: file.id,
    path: file.path,
    data: withdrawn ? noteOfWithdrawal(file.data as Exposure) : file.data,
    body,
    html: () => (html ??= renderMarkdown(body, { url: src => addressOf(published, src), srcset: src => srcsetOf(published, src) })),
    publishedAt: new Date(at),
    updatedAt: new Date(Math.max(changed.updatedAt, from)),
  }
  return { file, entry, from, until, barred, withdrawn, at, date: String(file.data.issued_on ?? file.data.found_on ?? file.data.year ?? '') }
}

function isSame(before: Placed, file: EntryFile, published: Published, previous: Published | undefined): boolean {
  if (before.file !== file || before.barred !== isBarred(file, published)) return false
  const now = published.times.paths.get(file.path)
  const then = previous?.times.paths.get(file.path)
  return now?.publishedAt === then?.publishedAt && now?.updatedAt === then?.updatedAt && file.media.every(({ src }) => published.media.get(src)?.oid === previous?.media.get(src)?.oid)
}

/** 丽水市文明行为促进条例 Art. 33: persons only where the city has decided so in its settings. */
const isBarred = ({ type, data }: EntryFile, { settings }: Published): boolean => type === 'exposures' && data.kind === 'person' && data.state !== 'withdrawn' && !settings.allow_person_exposure

/** Only that something was withdrawn, when and why: neither the matter, the place, the unit nor a picture (Civil Code Arts. 1025–1028). */
function noteOfWithdrawal({ kind, county, found_on, expose_until, withdrawal, sample }: Exposure): Exposure {
  return {
    title: '本条曝光已撤回', summary: '', matter: '', place: '', kind, county, found_on, expose_until, withdrawal, sample,
    state: 'withdrawn', before: [], after: [], steps: [], corrections: [],
  }
}

function addressOf(published: Published, src: string): string {
  const file = published.media.get(src)
  return file ? mediaAddress(file) : src
}

/** A photograph may be narrower than the largest width; the browser only chooses by it. */
function srcsetOf(published: Published, src: string): string | undefined {
  const path = readMediaAddress(src)?.path ?? src
  if (!path.endsWith('.webp')) return undefined
  const files = pictureWidths.map((width, at) => ({ width, file: published.media.get(at === pictureWidths.length - 1 ? path : pictureVariant(path, width)) }))
  const there = files.flatMap(({ width, file }) => (file ? [`${mediaAddress(file)} ${width}w`] : []))
  return there.length > 1 ? there.join(', ') : undefined
}

/** Newest publication first; of what came at once, the newest by its own date; then by id, so that pages never shuffle. */
const newestFirst = (a: Placed, b: Placed): number => b.at - a.at || compare(b.date, a.date) || compare(a.file.id, b.file.id)

/** The first to take an id keeps it. */
const isOlder = (a: Placed, b: Placed): boolean => (a.at - b.at || compare(a.file.path, b.file.path)) < 0

const inTheirOrder = (a: Placed, b: Placed): number => Number(a.file.data.order) - Number(b.file.data.order) || compare(a.file.id, b.file.id)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
