import type { Trx } from '#db/schema.ts'
import type { ConsentKind } from '#db/schema-volunteers.ts'
import { consentTexts } from './words.ts'

/** Keeps that the volunteer (or the guardian for a child) agreed to the present wording. Nothing happens when it stands already. */
export async function grantConsent(trx: Trx, volunteerId: number, kind: ConsentKind, now: Date): Promise<void> {
  await trx
    .insertInto('volunteer_consent')
    .values({ volunteer_id: volunteerId, kind, text_version: consentTexts[kind].version, granted_at: now })
    .onConflict(conflict => conflict.columns(['volunteer_id', 'kind']).where('withdrawn_at', 'is', null).doNothing())
    .execute()
}

/** Ends one consent, or all of a volunteer's (个人信息保护法 Art. 15); the row stays as proof of the time in between. */
export async function withdrawConsent(
  trx: Trx,
  volunteerId: number,
  kind: ConsentKind | 'all',
  now: Date,
): Promise<void> {
  let standing = trx
    .updateTable('volunteer_consent')
    .set({ withdrawn_at: now })
    .where('volunteer_id', '=', volunteerId)
    .where('withdrawn_at', 'is', null)
  if (kind !== 'all') standing = standing.where('kind', '=', kind)
  await standing.execute()
}
