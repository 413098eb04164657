import type { PersonalDataReadingTable } from '#db/schema-course.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { choice, fields, line } from '#forms/fields.ts'
import { at, forbidden, type Refusal, tooLate, unknown } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { caseRoles, holdsAny, type Role } from '#people/roles.ts'

const tooShort = '请写查看的理由，至少 4 个字；市民会看到'

export type PersonalField = PersonalDataReadingTable['field']

/** 查看称呼、手机: which of them, and why. */
export const readingForm = fields({
  field: choice('要查看的内容', { name: '称呼', phone: '手机', email: '邮箱' }, { missing: '请选要查看的内容' }),
  reading_reason: line('查看的理由', {
    min: 4,
    max: 200,
    hint: '例：电话核实具体地点。理由会显示在市民的进度页上',
    missing: tooShort,
  }),
})

/** Why it was not shown, in words. */
export const readingRefusals = {
  'unknown-number': unknown('没有这个编号的建言。'),
  'wrong-role': forbidden('这一步不归你的角色办。'),
  'no-reason': at('reading_reason', tooShort),
  'not-given': tooLate('这一项提交时没有留。'),
} as const satisfies Record<string, Refusal>

/** The purposes under which a suggestion's personal data are sealed. */
export const sealedAs = {
  name: 'suggestion.name_sealed',
  phone: 'suggestion.phone_sealed',
  email: 'suggestion.email_sealed',
} as const satisfies Record<PersonalField, string>

/**
 * Reads a citizen's name, phone or e-mail: units never do (丽水市文明行为促进条例 Art. 21). The reading, with its reason, is an
 * event and is shown to the citizen.
 */
export async function readPersonalField(
  db: Db,
  personalData: PersonalData,
  number: string,
  { field, reason }: { field: PersonalField; reason: string },
  by: { id: number; roles: readonly Role[] },
  now: Date,
): Promise<{ value: string } | { refused: keyof typeof readingRefusals }> {
  if (!holdsAny(by, caseRoles)) return { refused: 'wrong-role' }
  if ([...reason.trim()].length < 4) return { refused: 'no-reason' }
  return inTransaction(db, async trx => {
    const suggestion = await trx
      .selectFrom('suggestion')
      .select(['id', 'name_sealed', 'phone_sealed', 'email_sealed'])
      .where('number', '=', number)
      .executeTakeFirst()
    if (!suggestion) return { refused: 'unknown-number' as const }
    const sealed = suggestion[`${field}_sealed`]
    if (sealed === null) return { refused: 'not-given' as const }
    await trx
      .insertInto('personal_data_reading')
      .values({ suggestion_id: suggestion.id, field, reason: reason.trim(), read_by: by.id, read_at: now })
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'suggestion.personal-data-read',
      object: { kind: 'suggestion', id: suggestion.id },
      detail: { field },
      at: now,
    })
    return { value: personalData.open(sealed, sealedAs[field]) }
  })
}

/** Every reading, for the citizen's own page: by which role and number, never by name. Oldest first. */
export function listReadings(db: Db, suggestionId: number) {
  return db
    .selectFrom('personal_data_reading')
    .innerJoin('person', 'person.id', 'personal_data_reading.read_by')
    .select([
      'personal_data_reading.field',
      'personal_data_reading.reason',
      'personal_data_reading.read_at',
      'person.roles',
      'person.id as person_number',
    ])
    .where('personal_data_reading.suggestion_id', '=', suggestionId)
    .orderBy('personal_data_reading.id')
    .execute()
}
