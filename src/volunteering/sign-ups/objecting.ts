import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { maskName, type PersonalData } from '#people/personal-data.ts'
import type { Refused } from '../refusals.ts'
import { findLink, takeLink } from '../volunteers/links.ts'
import { openName } from '../volunteers/profile.ts'
import { guardianRefusals } from '../volunteers/refusals.ts'
import { objectToSignUp } from './moves/objection.ts'

/** What a guardian's link asks: whose sign-up, the name masked, for what and when. Undefined when it is void, used or over. */
export async function findObjection(db: Db | Trx, personalData: PersonalData, token: string, now: Date) {
  const link = await findLink(db, 'objection', token, now)
  if (!link?.sign_up_id) return undefined
  const row = await db
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .innerJoin('shift', 'shift.id', 'sign_up.shift_id')
    .innerJoin('activity', 'activity.id', 'shift.activity_id')
    .select([
      'sign_up.id',
      'sign_up.state',
      'sign_up.shift_id',
      'sign_up.starts_at',
      'sign_up.ends_at',
      'volunteer.name_sealed',
      'activity.title',
      'activity.place',
    ])
    .where('sign_up.id', '=', link.sign_up_id)
    .where('sign_up.state', '<>', 'ended')
    .executeTakeFirst()
  return row && { ...row, maskedName: maskName(openName(personalData, row.name_sealed) ?? '') }
}

/** One tap: the guardian to whom the link was sent refuses the sign-up. The link is all they need, and good for nothing else. */
export async function objectByLink(db: Db | Trx, token: string, now: Date): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const link = await takeLink(trx, 'objection', token, now)
    if (!link?.sign_up_id) return { refused: guardianRefusals.linkVoid }
    return objectToSignUp(trx, { signUpId: link.sign_up_id, personId: link.person_id, byLink: true }, now)
  })
}
