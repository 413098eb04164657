import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'

/**
 * Erases an account and whatever says who it was: name, phone, e-mail, here and in its suggestions and messages
 * (个人信息保护法 Arts. 15, 47), with the messages about its suggestions and what the office noted on them. The
 * suggestions go on under their codes, because the city still answers them.
 * `eraseVolunteering` does the same for volunteering, in the same transaction. Refuses `is-staff`, whose accounts
 * the admin ends.
 */
export function eraseAccount(
  db: Db,
  personId: number,
  now: Date,
  eraseVolunteering: (trx: Trx) => Promise<unknown>,
): Promise<{ suggestions: number } | { refused: 'is-staff' }> {
  return inTransaction(db, async trx => {
    const { login } = await trx
      .selectFrom('person')
      .select('login')
      .where('id', '=', personId)
      .executeTakeFirstOrThrow()
    if (login !== null) return { refused: 'is-staff' as const }
    // First, because it waits for shifts; anyone who holds one may be writing this person a message.
    await eraseVolunteering(trx)
    const { phone_hash } = await trx
      .selectFrom('person')
      .select('phone_hash')
      .where('id', '=', personId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const erased = await trx
      .updateTable('suggestion')
      .set({ name_sealed: null, phone_sealed: null, phone_hash: null, email_sealed: null, tell_by: null })
      .where('phone_hash', 'is not', null)
      .where('phone_hash', '=', phone_hash)
      .returning('id')
      .execute()
    const ids = erased.map(({ id }) => id)
    if (ids.length > 0) {
      await trx.deleteFrom('private_note').where('suggestion_id', 'in', ids).execute()
      // To its author; what staff were told of it stays.
      await trx
        .deleteFrom('message')
        .where('about_kind', '=', 'suggestion')
        .where('about_id', 'in', ids.map(String))
        .where('to_person_id', 'is', null)
        .execute()
    }
    for (const { id } of erased) {
      await recordEvent(trx, {
        actor: { kind: 'citizen' },
        action: 'suggestion.author-erased',
        object: { kind: 'suggestion', id },
        at: now,
      })
    }
    if (phone_hash) await trx.deleteFrom('one_time_code').where('phone_hash', '=', phone_hash).execute()
    await trx.deleteFrom('message').where('to_person_id', '=', personId).execute()
    await trx.deleteFrom('session').where('person_id', '=', personId).execute()
    await trx
      .updateTable('person')
      .set({ name: '已注销', phone_sealed: null, phone_hash: null, email_sealed: null, disabled_at: now })
      .where('id', '=', personId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'person.erased',
      object: { kind: 'person', id: personId },
      at: now,
    })
    return { suggestions: erased.length }
  })
}
