import type { Db } from '#db/schema.ts'
import { fields, requestKey, words } from '#forms/fields.ts'
import { deskMove, everyState } from '../course.ts'

/** A note between clerks and supervisors; neither the units nor its author ever see it. */
export const note = deskMove({
  name: 'note',
  title: '备注',
  hint: '只有受理员、督办员看得到。',
  submit: '记下备注',
  done: '备注已记下。',
  look: 'quiet',
  action: 'suggestion.noted',
  by: { clerk: everyState, supervisor: everyState },
  form: fields({ note: words('备注', { max: 1000, rows: 2, missing: '请写备注' }), request_key: requestKey() }),
  async isDone({ id }, { request_key }, _by, db) {
    const noted = await db
      .selectFrom('private_note')
      .select('id')
      .where('request_key', '=', request_key)
      .where('suggestion_id', '=', id)
      .executeTakeFirst()
    return noted !== undefined
  },
  async act(trx, suggestion, { note: body, request_key }, { person, now }) {
    const { id: row } = await trx
      .insertInto('private_note')
      .values({ suggestion_id: suggestion.id, request_key, body, written_by: person.id, written_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { change: {}, detail: { row } }
  },
  story: { desk: { title: '写了备注', forOffice: true } },
})

/** The notes on a suggestion with who wrote them, oldest first. */
export function listNotes(db: Db, suggestionId: number) {
  return db
    .selectFrom('private_note')
    .innerJoin('person', 'person.id', 'private_note.written_by')
    .select(['private_note.id', 'private_note.body', 'private_note.written_at', 'person.name as written_by'])
    .where('private_note.suggestion_id', '=', suggestionId)
    .orderBy('private_note.id')
    .execute()
}
