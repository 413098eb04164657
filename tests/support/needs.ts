import { randomUUID } from 'node:crypto'
import type { Db } from '#db/schema.ts'
import { decideNeed, fileNeed, type NewNeed } from '#volunteering/needs/needs.ts'
import { addPerson, granted, hoursAfter, monday } from './volunteering.ts'

/** A need of Wednesday morning in Lishui, as its form says it. */
export const need = (changes: Partial<NewNeed> = {}): NewNeed => ({
  requestKey: randomUUID(),
  title: '教长辈用手机',
  what: '社区里十位长辈想学视频通话',
  kind: 'elderly',
  county: '331102',
  place: '示例社区',
  wantedFrom: hoursAfter(monday, 48),
  wantedUntil: hoursAfter(monday, 50),
  peopleWanted: 3,
  skills: ['phones'],
  ...changes,
})

/** A need that somebody of the office has verified. */
export async function verifiedNeed(db: Db, office: number, changes: Partial<NewNeed> = {}): Promise<number> {
  const { id } = granted(await fileNeed(db, await addPerson(db), need(changes), monday))
  granted(await decideNeed(db, id, { verified: true }, office, monday))
  return id
}
