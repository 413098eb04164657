import { aMinute, earlier } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'

/** Who opened it longer ago has probably gone on. */
const aMoment = 10 * aMinute

/** Notes that somebody opened a suggestion, and says who else did so a moment ago, the latest first. */
export async function look(db: Db, suggestionId: number, personId: number, now: Date) {
  const row = { suggestion_id: suggestionId, person_id: personId, at: now }
  await db
    .insertInto('looking')
    .values(row)
    .onConflict(conflict => conflict.columns(['suggestion_id', 'person_id']).doUpdateSet({ at: now }))
    .execute()
  return db
    .selectFrom('looking')
    .innerJoin('person', 'person.id', 'looking.person_id')
    .select(['person.name', 'looking.at'])
    .where('suggestion_id', '=', suggestionId)
    .where('person_id', '<>', personId)
    .where('at', '>', earlier(now, aMoment))
    .orderBy('at', 'desc')
    .execute()
}

/** Removes what tells of nobody who may still be looking. */
export async function forgetLooks(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('looking').where('at', '<=', earlier(now, aMoment)).execute()
}
