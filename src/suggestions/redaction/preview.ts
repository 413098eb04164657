import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { CoveredRange } from '#db/schema-redaction.ts'
import type { Db, Trx } from '#db/schema.ts'
import { optional, readChosen, tick, words } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Place } from '#checks/names.ts'
import { coverText, findCoverable, type Found } from './findings.ts'
import { placesOf } from './letter-names.ts'
import { type AuthorPhoto, listAuthorPhotos, passPhotos } from './photos.ts'
import { listStanding } from './standing.ts'
import { type AuthorText, digestOf, keepFound, keyOf, partNames, type Parts, passTexts } from './texts.ts'

/** What a form sends unseen, or ticked in a list that the page draws itself. */
export const sent = () =>
  z.array(z.string()).optional().meta({ label: '', kind: 'line', hidden: true, read: readChosen })

/** What a form asks that lets an author's texts and photos through to units. */
export const coverFields = {
  /** Of each preview that was looked at its `seen`. */
  seen: sent(),
  /** The keys of what stays covered. What did not stand in a preview is covered anyway. */
  cover: sent(),
  cover_words: optional(words('还要遮住的字', { max: 500, rows: 2, hint: '一行一处，例：东边第三家' })),
  photos_clear: optional(tick('照片里没有人脸、车牌')),
}
export interface CoverChoice {
  seen?: string[] | undefined
  cover?: string[] | undefined
  cover_words?: string | undefined
  photos_clear?: boolean | undefined
}

/** The same choice in what was posted and comes back with the form. */
export function choiceIn(values: Readonly<Record<string, string | string[]>> = {}): CoverChoice {
  const list = (name: string) => [values[name] ?? []].flat().filter(Boolean)
  return {
    seen: list('seen'),
    cover: list('cover'),
    cover_words: [values.cover_words ?? ''].flat()[0],
  }
}

/** What the form sends when nothing in the preview is changed. */
export const asShown = ({ seen, texts }: Pick<Preview, 'seen' | 'texts'>): CoverChoice => ({
  seen: [seen],
  cover: texts.flatMap(({ findings }) => findings.flatMap(({ key, isCovered }) => (isCovered ? [key] : []))),
})

export const coverRefusals = {
  'cover-first': at('seen', '可能有个人信息要遮住：请看一遍单位会读到的文字，再按一次。'),
  'cover-unfound': at('cover_words', '有一行在文字里没有找到，请照原文写'),
}

interface PreviewedText extends AuthorText {
  /** What can be covered in it. */
  findings: (Found & { field: CoveredRange['field']; key: string; found: string; isCovered: boolean })[]
  /** What units would read. */
  read: Parts
  covered: CoveredRange[]
  /** Units read something else until now, or nothing. */
  isNew: boolean
  /** Something had been covered in a part that is another one now. */
  isRewritten: boolean
}

/** Whether a text goes to units without anybody having looked: nothing was found in it, and nothing could have been missed. */
export const isPlain = ({ findings, covered, isForgotten, isRewritten }: PreviewedText): boolean =>
  findings.length + covered.length === 0 && !isForgotten && !isRewritten

/** What units would read of a suggestion, exactly. */
export interface Preview {
  texts: PreviewedText[]
  /** Photos that nobody has looked at, and those that somebody has. */
  photos: AuthorPhoto[]
  /** What it was, what could be covered in it and which photos it had, for the form to send back. */
  seen: string
  digest: string
  /** It has to be looked at before it goes: something in what is new was found, or cannot be. */
  isToBeSeen: boolean
  /** Of what has to be looked at. */
  isForgotten: boolean
  isRewritten: boolean
  /** A line that was typed stands nowhere. */
  hasUnfound: boolean
}

/** What units would read of a suggestion by what a clerk chose; by itself, everything that was found is covered. */
export async function previewFor(
  db: Db | Trx,
  suggestionId: number,
  { seen = [], cover, cover_words = '' }: CoverChoice,
  personalData?: PersonalData,
): Promise<Preview> {
  const standing = await listStanding(db, suggestionId, personalData)
  const typed = cover_words.split('\n').flatMap(word => word.trim() || [])
  const offered = new Set(seen.flatMap(each => each.split(' ')))
  const chosen = new Set(cover)
  const texts = standing.map(({ text, known, before, isSame, earlier, wasCovered }): PreviewedText => {
    const original = digestOf(text.parts)
    const findings = partNames.flatMap(field => {
      const written = text.parts[field]
      const found = findCoverable(written, known)
      // What a clerk covered before stays covered.
      const more = earlier.filter(
        range => range.field === field && !found.some(one => one.start <= range.start && range.end <= one.end),
      )
      return [...found, ...more].map(({ kind, start, end }) => {
        // Of another text it is another one.
        const key = `${keyOf(text)}-${original.slice(0, 8)}-${field}-${start}-${end}`
        return {
          kind,
          start,
          end,
          field,
          key,
          found: written.slice(start, end),
          isCovered: offered.has(key) ? chosen.has(key) : wasCovered({ field, start, end }),
        }
      })
    })
    const covered = partNames.flatMap(field => [
      ...findings.filter(finding => finding.isCovered && finding.field === field).map(rangeOf),
      ...typed
        .flatMap(word => placesOf(word, text.parts[field]))
        .filter(place => !findings.some(one => one.field === field && one.isCovered && isAt(one, place)))
        .map(place => ({ field, ...place, kind: 'other' as const })),
    ])
    const read = Object.fromEntries(
      partNames.map(field => [
        field,
        coverText(
          text.parts[field],
          covered.filter(range => range.field === field),
        ),
      ]),
    ) as Parts
    const isNew = !partNames.every(isSame) || !before || digestOf(read) !== digestOf(before)
    const isRewritten = before?.covered.some(({ field }) => !isSame(field)) ?? false
    return { ...text, findings, covered, read, isNew, isRewritten }
  })
  const fresh = texts.filter(({ isNew }) => isNew)
  const digest = createHash('sha256')
    .update(JSON.stringify(texts.map(({ read }) => read)))
    .digest('hex')
    .slice(0, 24)
  const photos = await listAuthorPhotos(db, suggestionId)
  return {
    texts,
    photos,
    digest,
    seen: [digest, ...texts.flatMap(({ findings }) => findings.map(({ key }) => key)), ...photos.map(photoKeyOf)].join(
      ' ',
    ),
    isToBeSeen: !fresh.every(isPlain),
    isForgotten: fresh.some(text => text.isForgotten),
    isRewritten: fresh.some(text => text.isRewritten),
    hasUnfound: typed.some(
      word => !texts.some(({ parts }) => partNames.some(field => placesOf(word, parts[field]).length > 0)),
    ),
  }
}

/** Keeps what is found in what an author wrote, before their name and phone are deleted. */
export async function keepFindings(trx: Trx, suggestionId: number, now: Date, personalData?: PersonalData) {
  const { texts } = await previewFor(trx, suggestionId, {}, personalData)
  await keepFound(trx, suggestionId, texts, now)
}

const photoKeyOf = ({ source, sourceId, position }: AuthorPhoto) => `photo-${source}-${sourceId}-${position}`
const isAt = (one: Place, other: Place) => one.start === other.start && one.end === other.end
const rangeOf = ({ field, start, end, kind }: CoveredRange & Found) => ({ field, start, end, kind })

/**
 * Lets through to units what a clerk has seen in the preview, and the photos if they say that those show nobody. Refuses
 * while something was found that did not stand in it. Returns the ids of the rows, for the event; empty where nothing is new.
 */
export async function letThrough(
  trx: Trx,
  suggestionId: number,
  choice: CoverChoice,
  by: { id: number },
  now: Date,
  personalData?: PersonalData,
): Promise<{ unitTexts?: number[]; unitPhotos?: number[] } | { refused: 'cover-first' | 'cover-unfound' }> {
  const preview = await previewFor(trx, suggestionId, choice, personalData)
  if (preview.hasUnfound) return { refused: 'cover-unfound' }
  const seen = new Set(choice.seen?.flatMap(each => each.split(' ')))
  if (preview.isToBeSeen && !seen.has(preview.digest)) return { refused: 'cover-first' }
  const fresh = preview.texts.filter(({ isNew }) => isNew)
  await passTexts(trx, fresh.filter(isPlain), null, now)
  const unitTexts = await passTexts(
    trx,
    fresh.filter(text => !isPlain(text)),
    by,
    now,
  )
  // One that came in meanwhile was not on the page.
  const clear = preview.photos.filter(photo => photo.boxes === undefined && seen.has(photoKeyOf(photo)))
  const unitPhotos = await passPhotos(trx, choice.photos_clear ? clear : [], [], by, now)
  return { ...(unitTexts.length > 0 && { unitTexts }), ...(unitPhotos.length > 0 && { unitPhotos }) }
}
