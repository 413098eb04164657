import type { PersonalDataReadingTable } from '#db/schema-course.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Role } from '#people/roles.ts'

export type PersonalField = PersonalDataReadingTable['field']

/** The purposes under which a suggestion's personal data are sealed. */
export const sealedAs = { name: 'suggestion.name_sealed', phone: 'suggestion.phone_sealed', email: 'suggestion.email_sealed' } as const satisfies Record<PersonalField, string>

/** Who may read a name or phone at all; units never (丽水市文明行为促进条例 Art. 21). */
export const readingRoles: [Role, ...Role[]] = ['clerk', 'supervisor']

/**
 * Reads a citizen's name, phone or e-mail. The reading, with its reason, is an event and is shown to the citizen.
 * Refuses `unknown-code`, `wrong-role`, `no-reason` (fewer than four characters) and `not-given`.
 */
export async function readPersonalField(
  db: Db,
  personalData: PersonalData,
  code: string,
  { field, reason }: { field: PersonalField; reason: string },
  by: { id: number; roles: readonly Role[] },
  now: Date,
): Promise<{ value: string } | { refused: 'unknown-code' | 'wrong-role' | 'no-reason' | 'not-given' }> {
  if (!readingRoles.some(role => by.roles.includes(role))) return { refused: 'wrong-role' }
  if ([...reason.trim()].length < 4) return { refused: 'no-reason' }
  return inTransaction(db, async trx => {
    const suggestion = await trx.selectFrom('suggestion').select(['id', 'name_sealed', 'phone_sealed', 'email_sealed']).where('code', '=', code).executeTakeFirst()
    if (!suggestion) return { refused: 'unknown-code' as const }
    const sealed = suggestion[`${field}_sealed`]
    if (sealed === null) return { refused: 'not-given' as const }
    await trx.insertInto('personal_data_reading').values({ suggestion_id: suggestion.id, field, reason: reason.trim(), read_by: by.id, read_at: now }).execute()
    await recordEvent(trx, { actor: { kind: 'person', id: by.id }, action: 'suggestion.personal-data-read', object: { kind: 'suggestion', id: suggestion.id }, detail: { field }, at: now })
    return { value: personalData.open(sealed, sealedAs[field]) }
  })
}

/** Every reading, for the citizen's own page: by which role and number, never by name. Oldest first. */
export function listReadings(db: Db, suggestionId: number) {
  return db
    .selectFrom('personal_data_reading')
    .innerJoin('person', 'person.id', 'personal_data_reading.read_by')
    .select(['personal_data_reading.field', 'personal_data_reading.reason', 'personal_data_reading.read_at', 'person.roles', 'person.id as person_number'])
    .where('personal_data_reading.suggestion_id', '=', suggestionId)
    .orderBy('personal_data_reading.id')
    .execute()
}
