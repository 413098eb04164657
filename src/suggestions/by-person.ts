import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { readPhone } from '#forms/typed/phone.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { hashName } from './hash-names.ts'

/** As many as are shown; who has sent more is looked up by other words. */
const most = 50

/**
 * The suggestions that somebody sent, by their whole phone number or whole name, newest first. Only keyed hashes are
 * compared. That somebody was looked for is an event; it says by what and how many were found, and not for whom.
 */
export function findByPerson(db: Db, personalData: PersonalData, who: string, by: { id: number }, now: Date) {
  return inTransaction(db, async trx => {
    const phone = readPhone(who)
    const rows = await trx
      .selectFrom('suggestion')
      .select(['number', 'title', 'state', 'received_at'])
      .where(eb =>
        phone
          ? eb('phone_hash', '=', personalData.lookup(phone, 'phone'))
          : eb('name_hash', '=', hashName(personalData, who)),
      )
      .orderBy('id', 'desc')
      .limit(most)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'suggestions.looked-up-by-person',
      object: { kind: 'suggestion-list', id: 'person' },
      detail: { by: phone ? 'phone' : 'name', count: rows.length },
      at: now,
    })
    return rows
  })
}
