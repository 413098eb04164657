import { readFile } from 'node:fs/promises'
import { type ExpressionBuilder, sql } from 'kysely'
import type { Database, Db, SuggestionKind, SuggestionState } from '../../db/schema.ts'
import { maskName, maskPhone, type PersonalData } from '../people/personal-data.ts'
import { parseCode } from './code.ts'
import { type PhotoSize, photoPath } from './photo-files.ts'

/** The states in which a suggestion waits for the city. */
export const waitingStates = ['received', 'accepted'] as const satisfies SuggestionState[]

export interface QueueFilter {
  /** `waiting`: whatever waits for the city. What waits is listed oldest first, anything else newest first. */
  state: SuggestionState | 'waiting' | 'all'
  kind?: SuggestionKind | undefined
  category?: string | undefined
  county?: string | undefined
  /** Words that all occur in title, text or place; or a code, however it is typed. */
  words?: string | undefined
}

/**
 * One page of the desk's table. `after` is the code of the last row of the page before.
 * Returns `next`, the `after` of the page to come, when there is one.
 */
export async function listQueue(db: Db, filter: QueueFilter, { after, limit }: { after?: string | undefined; limit: number }) {
  const oldestFirst = filter.state === 'waiting' || waitingStates.some(state => state === filter.state)
  const direction = oldestFirst ? 'asc' : 'desc'
  let query = db
    .selectFrom('suggestion')
    .select(['code', 'kind', 'title', 'category', 'county', 'place', 'state', 'received_at'])
    .select(sql<number>`(SELECT count(*) FROM suggestion_photo WHERE suggestion_id = suggestion.id)`.as('photos'))
    .where(eb => matches(eb, filter))
  if (after) {
    const last = sql`(SELECT received_at, id FROM suggestion WHERE code = ${after})`
    query = query.where(oldestFirst ? sql<boolean>`(received_at, id) > ${last}` : sql<boolean>`(received_at, id) < ${last}`)
  }
  const rows = await query.orderBy('received_at', direction).orderBy('id', direction).limit(limit + 1).execute()
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? page.at(-1)!.code : undefined }
}

/** How many of what the filter finds wait, by state; the filter's own state does not matter. */
export async function countWaiting(db: Db, filter: Omit<QueueFilter, 'state'> = {}): Promise<Record<(typeof waitingStates)[number], number>> {
  const rows = await db
    .selectFrom('suggestion')
    .select(['state', eb => eb.fn.countAll<number>().as('count')])
    .where(eb => matches(eb, { ...filter, state: 'waiting' }))
    .groupBy('state')
    .execute()
  const count = (state: SuggestionState) => rows.find(row => row.state === state)?.count ?? 0
  return { received: count('received'), accepted: count('accepted') }
}

function matches(eb: ExpressionBuilder<Database, 'suggestion'>, { state, kind, category, county, words }: QueueFilter) {
  const code = parseCode(words ?? '')
  const states = state === 'all' ? [] : state === 'waiting' ? [...waitingStates] : [state]
  return eb.and([
    ...(states.length > 0 ? [eb('state', 'in', states)] : []),
    ...(kind ? [eb('kind', '=', kind)] : []),
    ...(category ? [eb('category', '=', category)] : []),
    ...(county ? [eb('county', '=', county)] : []),
    ...(code ? [eb('code', '=', code)] : wordsIn(words).map(word => eb.or((['title', 'body', 'place'] as const).map(column => eb(column, 'ilike', `%${word}%`))))),
  ])
}

/** Up to five words, as ILIKE takes them; a NUL byte would be an error to PostgreSQL. */
function wordsIn(text = ''): string[] {
  return text.replaceAll('\0', '').split(/\s+/).filter(Boolean).slice(0, 5).map(word => word.replace(/[\\%_]/g, '\\$&'))
}

export type DeskSuggestion = NonNullable<Awaited<ReturnType<typeof findDeskSuggestion>>>

/**
 * Everything the desk shows of one suggestion. Name and phone come masked: reading them in full
 * will take a reason and be an event.
 */
export async function findDeskSuggestion(db: Db, personalData: PersonalData, code: string) {
  const row = await db.selectFrom('suggestion').selectAll().where('code', '=', code).executeTakeFirst()
  if (!row) return undefined
  const { name_sealed, phone_sealed, email_sealed: _email, phone_hash: _hash, ...suggestion } = row
  const photos = await db.selectFrom('suggestion_photo').selectAll().where('suggestion_id', '=', row.id).orderBy('position').execute()
  const answers = await db.selectFrom('answer').selectAll().where('suggestion_id', '=', row.id).orderBy('id').execute()
  const events = await db
    .selectFrom('event')
    .leftJoin('person', 'person.id', 'event.actor_id')
    .select(['event.at', 'event.action', 'person.name as actor_name'])
    .where('event.object_kind', '=', 'suggestion')
    .where('event.object_id', '=', String(row.id))
    .orderBy('event.id')
    .execute()
  return {
    ...suggestion,
    photos,
    answers,
    events,
    maskedName: name_sealed ? maskName(personalData.open(name_sealed, 'suggestion.name_sealed')) : undefined,
    maskedPhone: phone_sealed ? maskPhone(personalData.open(phone_sealed, 'suggestion.phone_sealed')) : undefined,
  }
}

/** One size of a citizen's photo as WebP, or undefined when there is no such photo. */
export async function readPhoto(
  db: Db,
  dataDir: string,
  { code, position, size }: { code: string; position: number; size: PhotoSize },
): Promise<Buffer<ArrayBuffer> | undefined> {
  const photo = await db
    .selectFrom('suggestion_photo')
    .innerJoin('suggestion', 'suggestion.id', 'suggestion_photo.suggestion_id')
    .select(['folder', 'position'])
    .where('code', '=', code)
    .where('position', '=', position)
    .executeTakeFirst()
  return photo && readFile(photoPath(dataDir, photo, size))
}
