import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { nobody } from './support.ts'

/** Tells those who stand behind a record of something that everybody can read there. */
export async function tellSupporters(
  trx: Trx,
  recordId: number,
  template: 'support-step' | 'support-moved' | 'support-ended',
  facts: Record<string, string>,
  now: Date,
): Promise<void> {
  const standing = await trx
    .selectFrom('support')
    .select(['id', 'phone_sealed'])
    .where('record_id', '=', recordId)
    .where('state', '=', 'standing')
    .orderBy('id')
    .execute()
  await enqueueMessages(
    trx,
    standing.map(({ id, phone_sealed }) => ({
      to: { channel: 'sms', sealed: phone_sealed!, purpose: 'support.phone_sealed' },
      template,
      facts,
      about: { kind: 'support', id },
    })),
    now,
  )
}

/**
 * Those who stand behind what was merged into a suggestion stand behind its record from now on, each phone once, and are
 * told. While that has no public record they stay where they are: its publication asks again.
 */
export async function gatherSupport(trx: Trx, intoSuggestionId: number, now: Date): Promise<void> {
  const into = await trx
    .selectFrom('record')
    .select(['id', 'number'])
    .where('suggestion_id', '=', intoSuggestionId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!into) return
  const merged = await trx
    .selectFrom('record')
    .innerJoin('suggestion', 'suggestion.id', 'record.suggestion_id')
    .select(['record.id', 'record.number'])
    .where('suggestion.merged_into', '=', intoSuggestionId)
    .where('record.removed_at', 'is', null)
    .orderBy('record.id')
    .execute()
  for (const { id, number } of merged) {
    await tellSupporters(trx, id, 'support-moved', { number, into: into.number }, now)
    await trx
      .updateTable('support')
      .set({ ...nobody, state: 'withdrawn', ended_at: now })
      .where('record_id', '=', id)
      .where('phone_hash', 'in', eb =>
        eb.selectFrom('support as there').select('there.phone_hash').where('there.record_id', '=', into.id),
      )
      .execute()
    await trx
      .updateTable('support')
      .set({ record_id: into.id })
      .where('record_id', '=', id)
      .where('state', '<>', 'withdrawn')
      .execute()
  }
}

/** Ends the support of what is no longer public: everybody is told once, and then forgotten. Returns of how many records. */
export function endSupport(db: Db, now: Date): Promise<number> {
  return inTransaction(db, async trx => {
    const removed = await trx
      .selectFrom('record')
      .select(['id', 'number'])
      .where('removed_at', 'is not', null)
      .where(eb =>
        eb.exists(
          eb
            .selectFrom('support')
            .select('support.id')
            .whereRef('support.record_id', '=', 'record.id')
            .where('support.state', '=', 'standing'),
        ),
      )
      .orderBy('id')
      .forUpdate()
      .execute()
    for (const { id, number } of removed) {
      await tellSupporters(trx, id, 'support-ended', { number }, now)
      await trx
        .updateTable('support')
        .set({ ...nobody, state: 'withdrawn', ended_at: now })
        .where('record_id', '=', id)
        .where('state', '=', 'standing')
        .execute()
    }
    return removed.length
  })
}
