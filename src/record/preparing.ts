import { createHash } from 'node:crypto'
import type { Db, Trx } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { listShownAnswers } from '#suggestions/answers.ts'
import { coverText, findCoverable, type Found } from '#suggestions/redaction/findings.ts'
import { placesOf } from '#suggestions/redaction/letter-names.ts'
import { listStanding } from '#suggestions/redaction/standing.ts'
import { listPhotos, mayBeShown, type OfferedPhoto, type Photo } from './photos.ts'

/** The texts of a record. */
export const recordParts = ['title', 'body', 'place', 'answer'] as const
export type RecordPart = (typeof recordParts)[number]

/** What somebody chose who makes a record ready; see `preparation`. */
export interface RecordChoice {
  seen?: string[] | undefined
  cover?: string[] | undefined
  cover_words?: string | undefined
  show?: string[] | undefined
}

/** What the public would read of a suggestion, exactly. */
export interface RecordPreview {
  read: Record<RecordPart, string>
  findings: (Found & { part: RecordPart; key: string; found: string; isCovered: boolean })[]
  photos: (OfferedPhoto & { isShown: boolean })[]
  /** Photos of its author that nobody has looked at: they cannot be chosen. */
  unseen: Photo[]
  /** The answer in it, by its id. */
  answerId: number
  /** The SHA-256 of what it is made from. */
  original: string
  /** What stood here, for the form to send back. */
  seen: string
  /** A line that was typed stands nowhere. */
  hasUnfound: boolean
}

/**
 * What would be public of a suggestion and its last answer by what somebody chose; by itself everything that was found
 * is covered and no photo is shown. Undefined while it has no answer that its author can see.
 */
export async function previewRecord(
  db: Db | Trx,
  suggestionId: number,
  { seen = [], cover, cover_words = '', show }: RecordChoice,
  personalData: PersonalData,
): Promise<RecordPreview | undefined> {
  const answer = (await listShownAnswers(db as Db, suggestionId)).at(-1)
  const [own] = await listStanding(db, suggestionId, personalData)
  if (!answer || !own) return undefined
  const written = { ...own.text.parts, answer: answer.body }
  const original = createHash('sha256')
    .update(JSON.stringify(recordParts.map(part => written[part])))
    .digest('hex')
  const offered = new Set(seen.flatMap(each => each.split(' ')))
  const chosen = new Set(cover)
  const typed = cover_words.split('\n').flatMap(word => word.trim() || [])
  const findings = recordParts.flatMap(part =>
    findCoverable(written[part], { ...own.known, doors: true }).map(found => {
      // Of another text it is another one.
      const key = `${original.slice(0, 8)}-${part}-${found.start}-${found.end}`
      return {
        ...found,
        part,
        key,
        found: written[part].slice(found.start, found.end),
        // In an answer it is the telephone of the office.
        isCovered: offered.has(key) ? chosen.has(key) : !(part === 'answer' && found.kind === 'landline'),
      }
    }),
  )
  const read = Object.fromEntries(
    recordParts.map(part => [
      part,
      coverText(written[part], [
        ...findings.filter(finding => finding.isCovered && finding.part === part),
        ...typed.flatMap(word => placesOf(word, written[part])).map(place => ({ ...place, kind: 'other' as const })),
      ]),
    ]),
  ) as Record<RecordPart, string>
  const all = await listPhotos(db, suggestionId, answer.id)
  const photos = all.filter(mayBeShown).map(photo => ({ ...photo, isShown: show?.includes(photo.key) === true }))
  // A photo that was covered meanwhile is another one.
  const stood = [read, photos.map(({ file }) => file)]
  const digest = createHash('sha256').update(JSON.stringify(stood)).digest('hex').slice(0, 24)
  return {
    read,
    answerId: answer.id,
    findings,
    photos,
    unseen: all.filter(photo => !mayBeShown(photo)),
    original,
    seen: [digest, ...findings.map(({ key }) => key), ...photos.map(({ key }) => key)].join(' '),
    hasUnfound: typed.some(word => !recordParts.some(part => placesOf(word, written[part]).length > 0)),
  }
}

/** What the form sends when nothing in the preview is changed. */
export const asFound = ({ seen, findings }: Pick<RecordPreview, 'seen' | 'findings'>): RecordChoice => ({
  seen: [seen],
  cover: findings.flatMap(({ key, isCovered }) => (isCovered ? [key] : [])),
})
