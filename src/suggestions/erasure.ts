import { type Expression, type ExpressionBuilder, sql, type SqlBool } from 'kysely'
import type { Database, Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent, recordEvents } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { openStates } from './course.ts'
import { keepFindings } from './redaction/preview.ts'

/**
 * Erases an account and whatever says who it was: name, phone, e-mail, here and in its suggestions and messages
 * (个人信息保护法 Arts. 15, 47), with the messages about its suggestions and what the office noted on them. The
 * suggestions go on under their codes, because the city still answers them.
 * `eraseElsewhere` does the same for what else the portal keeps of them, in the same transaction. Refuses `is-staff`, whose accounts
 * the admin ends.
 */
export function eraseAccount(
  db: Db,
  personalData: PersonalData,
  personId: number,
  now: Date,
  eraseElsewhere: (trx: Trx) => Promise<unknown>,
): Promise<{ suggestions: number } | { refused: 'is-staff' }> {
  return inTransaction(db, async trx => {
    const { login } = await trx
      .selectFrom('person')
      .select('login')
      .where('id', '=', personId)
      .executeTakeFirstOrThrow()
    if (login !== null) return { refused: 'is-staff' as const }
    // First, because it waits for shifts; anyone who holds one may be writing this person a message.
    await eraseElsewhere(trx)
    const { phone_hash } = await trx
      .selectFrom('person')
      .select('phone_hash')
      .where('id', '=', personId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const erased = await eraseAuthors(
      trx,
      eb => eb.and([eb('phone_hash', 'is not', null), eb('phone_hash', '=', phone_hash)]),
      now,
      personalData,
    )
    await recordEvents(
      trx,
      erased.map(id => ({
        actor: { kind: 'citizen' },
        action: 'suggestion.author-erased',
        object: { kind: 'suggestion', id },
        at: now,
      })),
    )
    if (phone_hash) {
      await trx.deleteFrom('one_time_code').where('phone_hash', '=', phone_hash).execute()
      await trx.deleteFrom('message').where('about_kind', '=', 'phone').where('about_id', '=', phone_hash).execute()
    }
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

/**
 * Forgets who sent the suggestions that have ended, and to which nothing has happened since a moment; what was answered
 * stays. One that was merged waits for the other. At most `limit` of them, the oldest first. Returns how many.
 */
export async function forgetAuthors(
  trx: Trx,
  { before, limit }: { before: Date; limit: number },
  now: Date,
  personalData: PersonalData,
): Promise<number> {
  const ended = await trx
    .selectFrom('suggestion')
    .select('id')
    .where(eb =>
      eb.or([
        eb('name_sealed', 'is not', null),
        eb('phone_sealed', 'is not', null),
        eb('email_sealed', 'is not', null),
      ]),
    )
    .where('state', 'not in', openStates)
    .where('received_at', '<', before)
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('suggestion as other')
            .select('other.id')
            .whereRef('other.id', '=', 'suggestion.merged_into')
            .where('other.state', 'in', openStates),
        ),
      ),
    )
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('event')
            .select('event.id')
            .where('object_kind', '=', 'suggestion')
            .where('object_id', '=', sql<string>`suggestion.id::text`)
            .where('at', '>=', before),
        ),
      ),
    )
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .execute()
  if (ended.length === 0) return 0
  const ids = ended.map(({ id }) => id)
  return (await eraseAuthors(trx, eb => eb('id', 'in', ids), now, personalData)).length
}

/**
 * Takes away who sent some suggestions, what the office noted of them and what they were told; where their name stands in
 * what they wrote is written down before, so that units do not read it after all. Returns the ids.
 */
export async function eraseAuthors(
  trx: Trx,
  which: (eb: ExpressionBuilder<Database, 'suggestion'>) => Expression<SqlBool>,
  now: Date,
  personalData?: PersonalData,
): Promise<number[]> {
  const named = await trx
    .selectFrom('suggestion')
    .select('id')
    .where(which)
    .where(eb => eb.or([eb('name_sealed', 'is not', null), eb('phone_sealed', 'is not', null)]))
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const { id } of named) await keepFindings(trx, id, now, personalData)
  const erased = await trx
    .updateTable('suggestion')
    .set({
      name_sealed: null,
      name_hash: null,
      phone_sealed: null,
      phone_hash: null,
      email_sealed: null,
      tell_by: null,
    })
    .where(which)
    .returning('id')
    .execute()
  const ids = erased.map(({ id }) => id)
  if (ids.length === 0) return ids
  await trx.deleteFrom('private_note').where('suggestion_id', 'in', ids).execute()
  await trx.updateTable('mail_letter').set({ left_out_sealed: null }).where('suggestion_id', 'in', ids).execute()
  // To its author; what staff were told of it stays.
  await trx
    .deleteFrom('message')
    .where('about_kind', '=', 'suggestion')
    .where('about_id', 'in', ids.map(String))
    .where('to_person_id', 'is', null)
    .execute()
  return ids
}
