import type { Kysely } from 'kysely'
import { createActivities } from './baseline/activities.ts'
import { createCourse } from './baseline/course.ts'
import { createDesk } from './baseline/desk.ts'
import { createMessages } from './baseline/messages.ts'
import { createOffice } from './baseline/office.ts'
import { createEvents, createPeople } from './baseline/people.ts'
import { createSuggestions } from './baseline/suggestions.ts'
import { createVolunteers } from './baseline/volunteers.ts'

/** Everything as it was before the first release. What comes after is a file of its own, named by its day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createPeople(db)
  await createEvents(db)
  await createMessages(db)
  await createOffice(db)
  await createSuggestions(db)
  await createCourse(db)
  await createDesk(db)
  await createVolunteers(db)
  await createActivities(db)
}
