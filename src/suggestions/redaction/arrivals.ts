import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { tellRole } from '../tell.ts'
import { isPlain, previewFor } from './preview.ts'
import { passTexts } from './texts.ts'

/**
 * What came to a suggestion that units have or had, after each move: texts in which nothing is found go through to them by
 * themselves, with an event; for the rest, and for photos, a clerk is asked to look. Ends that asking when nothing waits.
 */
export async function passArrivals(trx: Trx, movedId: number, now: Date, personalData?: PersonalData): Promise<void> {
  const suggestion = await trx
    .selectFrom('suggestion')
    .select(['id', 'number', 'handed_over_at'])
    .where('id', '=', eb =>
      eb
        .selectFrom('suggestion as moved')
        .select(moved => moved.fn.coalesce('moved.merged_into', 'moved.id').as('id'))
        .where('moved.id', '=', movedId),
    )
    .executeTakeFirstOrThrow()
  if (!suggestion.handed_over_at) return
  const { id } = suggestion
  const { texts, photos } = await previewFor(trx, id, {}, personalData)
  const fresh = texts.filter(({ isNew }) => isNew)
  const plain = fresh.filter(isPlain)
  const passed = await passTexts(trx, plain, null, now)
  if (passed.length > 0)
    await recordEvent(trx, {
      actor: { kind: 'system' },
      action: 'suggestion.passed-to-units',
      object: { kind: 'suggestion', id },
      detail: { unitTexts: passed },
      at: now,
    })
  if (plain.length < fresh.length || photos.some(({ boxes }) => boxes === undefined)) {
    const begun = await trx
      .insertInto('unit_waiting')
      .values({ suggestion_id: id, since: now })
      .onConflict(conflict =>
        conflict.column('suggestion_id').doUpdateSet({ since: now }).where('unit_waiting.since', 'is', null),
      )
      .returning('suggestion_id')
      .execute()
    if (begun.length > 0) await tellRole(trx, suggestion, 'clerk', 'desk-to-cover', {}, now)
    return
  }
  const ended = await trx.deleteFrom('unit_waiting').where('suggestion_id', '=', id).returning('since').execute()
  if (ended.some(({ since }) => since !== null))
    await trx
      .updateTable('message')
      .set({ read_at: now })
      .where('about_kind', '=', 'suggestion')
      .where('about_id', '=', String(id))
      .where('template', '=', 'desk-to-cover')
      .where('read_at', 'is', null)
      .execute()
}

/** Looks through what units had before texts were covered; a part at a time. Returns how many suggestions. */
export async function passOlder(db: Db, personalData: PersonalData, now: Date, most = 500): Promise<number> {
  const rows = await db
    .selectFrom('unit_waiting')
    .select('suggestion_id')
    .where('since', 'is', null)
    .orderBy('suggestion_id', 'desc')
    .limit(most)
    .execute()
  for (const { suggestion_id: id } of rows)
    await inTransaction(db, async trx => {
      await trx.selectFrom('suggestion').select('id').where('id', '=', id).forUpdate().execute()
      await passArrivals(trx, id, now, personalData)
      // Of what is with no unit after all nothing waits.
      await trx.deleteFrom('unit_waiting').where('suggestion_id', '=', id).where('since', 'is', null).execute()
    })
  return rows.length
}

/** Whether a clerk has to look before units read on. */
export async function isWaitingForCover(db: Db | Trx, suggestionId: number): Promise<boolean> {
  const row = await db
    .selectFrom('unit_waiting')
    .select('suggestion_id')
    .where('suggestion_id', '=', suggestionId)
    .where('since', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}
