import type { Db } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { makeMove } from '#record/move.ts'
import { preparation } from '#record/moves/preparation.ts'
import { publication } from '#record/moves/publication.ts'
import { asFound, previewRecord } from '#record/preparing.ts'
import { bringTo, type Colleagues } from './course.ts'

/** What its author wrote, where the text of the table is not to stand. */
interface Written {
  title?: string
  body?: string
  place?: string
  county?: string
}

/** A suggestion that was answered, made ready by the clerk and published by somebody else. */
export async function publishedRecord(
  db: Db,
  people: Colleagues,
  personalData: PersonalData,
  now: Date,
  written: Written = {},
): Promise<{ number: string; suggestionId: number; id: number }> {
  const number = await bringTo(db, 'revisit', people, now)
  const { id: suggestionId } = await db
    .updateTable('suggestion')
    .set({ publish_consent: true, ...written })
    .where('number', '=', number)
    .returning('id')
    .executeTakeFirstOrThrow()
  const preview = await previewRecord(db, suggestionId, {}, personalData)
  const by = { now, personalData }
  const reviewer = { ...people.supervisor, roles: ['reviewer' as const] }
  const prepared = await makeMove(db, preparation, number, asFound(preview!), { ...by, person: people.clerk })
  const read = await makeMove(db, publication, number, { version: now.toISOString() }, { ...by, person: reviewer })
  if ('refused' in prepared || 'refused' in read) throw new Error(JSON.stringify([prepared, read]))
  const { id } = await db.selectFrom('record').select('id').where('number', '=', number).executeTakeFirstOrThrow()
  return { number, suggestionId, id }
}
