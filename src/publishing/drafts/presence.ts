import { aMinute, earlier } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'

/** Who had it open longer ago has probably gone on. */
const aMoment = 10 * aMinute

/** Somebody who has an entry open too. */
export interface Beside {
  name: string
  minutes: number
}

/** Notes that somebody has an entry (`<collection>/<id>`) open, and says who else had it a moment ago, the latest first. */
export async function noteOpenEntry(db: Db, entry: string, personId: number, now: Date): Promise<Beside[]> {
  await db
    .insertInto('entry_opened')
    .values({ entry, person_id: personId, at: now })
    .onConflict(conflict => conflict.columns(['entry', 'person_id']).doUpdateSet({ at: now }))
    .execute()
  const others = await db
    .selectFrom('entry_opened')
    .innerJoin('person', 'person.id', 'entry_opened.person_id')
    .select(['person.name', 'entry_opened.at'])
    .where('entry', '=', entry)
    .where('person_id', '<>', personId)
    .where('at', '>', earlier(now, aMoment))
    .orderBy('at', 'desc')
    .execute()
  return others.map(({ name, at }) => ({
    name,
    minutes: Math.max(0, Math.floor((now.getTime() - at.getTime()) / aMinute)),
  }))
}

/** Removes what tells of nobody who may still have an entry open. */
export async function forgetOpenEntries(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('entry_opened').where('at', '<=', earlier(now, aMoment)).execute()
}
