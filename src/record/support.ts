import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { forbidden, type Refusal, unknown } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { sealedAs } from '#suggestions/readings.ts'
import { publicWords } from './words.ts'

const words = publicWords.support

/** Who stands behind a record: an account whose phone was proven by a one-time code. */
interface Supporter {
  id: number
  login: string | null
}

/** Stands behind a public record; the same phone again changes nothing. No event says whose phone it was. */
export function supportRecord(
  db: Db,
  personalData: PersonalData,
  number: string,
  person: Supporter,
  now: Date,
): Promise<object | { refused: Refusal }> {
  return inTransaction(db, async (trx): Promise<object | { refused: Refusal }> => {
    if (person.login !== null) return { refused: forbidden(words.staff) }
    const record = await findSupportable(trx, number)
    if (!record) return { refused: unknown(words.gone) }
    const { phone_hash, phone_sealed } = await trx
      .selectFrom('person')
      .select(['phone_hash', 'phone_sealed'])
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow()
    if (!phone_hash || !phone_sealed) return { refused: forbidden(words.noPhone) }
    const phone = personalData.open(phone_sealed, 'person.phone_sealed')
    const authors = [record.phone_sealed, record.other_phone_sealed].flatMap(sealed => sealed ?? [])
    if (authors.some(sealed => personalData.open(sealed, sealedAs.phone) === phone))
      return { refused: forbidden(words.author) }
    const added = await trx
      .insertInto('support')
      .values({
        record_id: record.id,
        phone_hash,
        phone_sealed: personalData.seal(phone, 'support.phone_sealed'),
        supported_at: now,
      })
      .onConflict(conflict => conflict.columns(['record_id', 'phone_hash']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (added) await note(trx, 'support.given', record.id, now)
    return {}
  })
}

/** Takes it back, and forgets the phone. */
export function withdrawSupport(db: Db, number: string, personId: number, now: Date): Promise<object> {
  return inTransaction(db, async trx => {
    const ended = await trx
      .updateTable('support')
      .set({ ...nobody, state: 'withdrawn', ended_at: now })
      .where('phone_hash', '=', phoneOf(personId))
      .where('record_id', 'in', recordsOf(number))
      .returning('record_id')
      .execute()
    for (const { record_id } of ended) await note(trx, 'support.withdrawn', record_id, now)
    return {}
  })
}

/** Whether an account stands behind a record, or behind what its matter was merged into. */
export async function isSupportedBy(db: Db, number: string, personId: number): Promise<boolean> {
  const own = await db
    .selectFrom('support')
    .select('support.id')
    .where('support.record_id', 'in', recordsOf(number))
    .where('support.phone_hash', '=', phoneOf(personId))
    .executeTakeFirst()
  return own !== undefined
}

/** What an account stands behind, the newest first. */
export function listSupported(db: Db, personId: number, most = 100) {
  return db
    .selectFrom('support')
    .innerJoin('record', 'record.id', 'support.record_id')
    .select(['record.number', 'record.title', 'support.supported_at'])
    .where('support.phone_hash', '=', phoneOf(personId))
    .where('record.removed_at', 'is', null)
    .orderBy('support.id', 'desc')
    .limit(most)
    .execute()
}

/** Takes back all that an account stands behind, with what it was told of it. */
export async function eraseSupport(trx: Trx, personId: number, now: Date): Promise<void> {
  const ended = await trx
    .updateTable('support')
    .set({ ...nobody, state: 'withdrawn', ended_at: now })
    .where('phone_hash', '=', phoneOf(personId))
    .returning('id')
    .execute()
  if (ended.length === 0) return
  await trx
    .deleteFrom('message')
    .where('about_kind', '=', 'support')
    .where(
      'about_id',
      'in',
      ended.map(({ id }) => String(id)),
    )
    .execute()
}

/**
 * Forgets who stood behind what has ended, and to which nothing has happened since a moment; they still count. Returns how
 * many.
 */
export async function forgetSupporters(trx: Trx, before: Date, now: Date): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('support')
    .set({ ...nobody, state: 'forgotten', ended_at: now })
    .where('state', '=', 'standing')
    .where('supported_at', '<', before)
    .where('record_id', 'in', eb =>
      eb
        .selectFrom('record')
        .select('id')
        .where('state', 'in', ['closed', 'merged'])
        .where(sql<boolean>`(steps -> -1 ->> 'at')::timestamptz < ${before}`),
    )
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** What a row says of somebody, once it has ended. */
export const nobody = { phone_hash: null, phone_sealed: null }

const phoneOf = (personId: number) => sql<string>`(SELECT person.phone_hash FROM person WHERE person.id = ${personId})`

/** Where support of a record stands: at what its matter was merged into, as soon as that is public. */
export function findSupportable(db: Db | Trx, number: string) {
  return db
    .selectFrom('record')
    .innerJoin('suggestion', 'suggestion.id', 'record.suggestion_id')
    .leftJoin('suggestion as other', 'other.id', 'suggestion.merged_into')
    .leftJoin('record as there', join =>
      join.onRef('there.suggestion_id', '=', 'other.id').on('there.removed_at', 'is', null),
    )
    .select(({ fn }) => [
      fn.coalesce('there.id', 'record.id').as('id'),
      fn.coalesce('there.number', 'record.number').as('number'),
    ])
    .select(['suggestion.phone_sealed', 'other.phone_sealed as other_phone_sealed'])
    .where('record.number', '=', number)
    .where('record.removed_at', 'is', null)
    .executeTakeFirst()
}

/** The record of that number, and that of what its matter was merged into. */
const recordsOf = (number: string) =>
  sql<number>`(SELECT id FROM record WHERE number = ${number} OR suggestion_id = (SELECT merged_into FROM suggestion WHERE suggestion.number = ${number}))`

const note = (trx: Trx, action: 'support.given' | 'support.withdrawn', recordId: number, now: Date) =>
  recordEvent(trx, { actor: { kind: 'citizen' }, action, object: { kind: 'record', id: recordId }, at: now })
