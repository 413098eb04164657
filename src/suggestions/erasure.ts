import type { Db } from '../../db/schema.ts'
import { recordEvent } from '../people/events.ts'

/**
 * Erases an account and whatever says who sent its suggestions: name, phone, e-mail (个人信息保护法 Arts. 15, 47).
 * The suggestions go on under their codes, because the city still answers them. Refuses `is-staff`, whose accounts
 * the admin ends, and `is-volunteer`: the record of service is kept by law until that registration is ended.
 */
export function eraseAccount(db: Db, personId: number, now: Date): Promise<{ suggestions: number } | { refused: 'is-staff' | 'is-volunteer' }> {
  return db.transaction().execute(async trx => {
    const person = await trx.selectFrom('person').select(['login', 'phone_hash']).where('id', '=', personId).forUpdate().executeTakeFirstOrThrow()
    if (person.login !== null) return { refused: 'is-staff' as const }
    const volunteer = await trx
      .selectFrom('volunteer')
      .select('id')
      .where(eb => eb.or([eb('person_id', '=', personId), eb('guardian_person_id', '=', personId)]))
      .limit(1)
      .executeTakeFirst()
    if (volunteer) return { refused: 'is-volunteer' as const }

    const erased = await trx
      .updateTable('suggestion')
      .set({ name_sealed: null, phone_sealed: null, phone_hash: null, email_sealed: null, tell_by: null })
      .where('phone_hash', 'is not', null)
      .where('phone_hash', '=', person.phone_hash)
      .returning('id')
      .execute()
    for (const { id } of erased) {
      await recordEvent(trx, { actor: { kind: 'citizen' }, action: 'suggestion.author-erased', object: { kind: 'suggestion', id }, at: now })
    }
    if (person.phone_hash) await trx.deleteFrom('one_time_code').where('phone_hash', '=', person.phone_hash).execute()
    await trx.deleteFrom('session').where('person_id', '=', personId).execute()
    await trx.updateTable('person').set({ name: '已注销', phone_sealed: null, phone_hash: null, email_sealed: null, disabled_at: now }).where('id', '=', personId).execute()
    await recordEvent(trx, { actor: { kind: 'person', id: personId }, action: 'person.erased', object: { kind: 'person', id: personId }, at: now })
    return { suggestions: erased.length }
  })
}
