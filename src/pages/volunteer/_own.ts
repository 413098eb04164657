import type { Db } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { listChildren } from '#volunteering/volunteers/guardians.ts'
import { findVolunteerOf } from '#volunteering/volunteers/volunteers.ts'

/** Whom a person may sign up: themselves, first, and their children. */
export async function listOwn(db: Db, personalData: PersonalData, personId: number) {
  const me = await findVolunteerOf(db, personalData, personId)
  const children = await listChildren(db, personalData, personId)
  return [
    ...(me?.state === 'active' ? [{ id: me.id, name: `${me.name}（我）`, isMe: true }] : []),
    ...children.map(({ id, name }) => ({ id, name, isMe: false })),
  ]
}
