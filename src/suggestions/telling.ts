import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { isMainlandMobile } from '#forms/typed/phone.ts'
import { openStates } from './course.ts'
import { sealedAs } from './readings.ts'

/** How an author wishes to be told of each step. */
export type Telling = { by: 'sms' } | { by: 'email'; email: string } | { by: 'none' }

/** Sets it for every open suggestion that was sent with an account's phone number. Returns how many there are. */
export function chooseTellingForAll(
  db: Db,
  personalData: PersonalData,
  personId: number,
  telling: Telling,
  now: Date,
): Promise<{ suggestions: number }> {
  return inTransaction(db, async trx => {
    const own = await trx
      .selectFrom('suggestion')
      .innerJoin('person', 'person.phone_hash', 'suggestion.phone_hash')
      .select('suggestion.id')
      .where('person.id', '=', personId)
      .where('suggestion.state', 'in', openStates)
      .orderBy('suggestion.id')
      .forUpdate('suggestion')
      .execute()
    const change = tellingColumns(personalData, telling)
    for (const { id } of own) {
      await trx.updateTable('suggestion').set(change).where('id', '=', id).execute()
      await recordEvent(trx, {
        actor: { kind: 'citizen' },
        action: 'suggestion.telling-chosen',
        object: { kind: 'suggestion', id },
        detail: { by: telling.by },
        at: now,
      })
    }
    return { suggestions: own.length }
  })
}

/** The choice as the row of a suggestion keeps it, the address sealed. */
export function tellingColumns(
  personalData: PersonalData,
  telling: Telling,
): { tell_by: 'sms' | 'email' | null; email_sealed: string | null } {
  if (telling.by === 'email')
    return { tell_by: 'email', email_sealed: personalData.seal(telling.email, sealedAs.email) }
  return { tell_by: telling.by === 'sms' ? 'sms' : null, email_sealed: null }
}

/** Whether the number that was left gets messages: a land line gets none. */
export function hasMobile(personalData: PersonalData, phoneSealed: string | null): boolean {
  return phoneSealed !== null && isMainlandMobile(personalData.open(phoneSealed, sealedAs.phone))
}
