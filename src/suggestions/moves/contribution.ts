import type { Db, Trx } from '#db/schema.ts'
import { fields, words } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { stopClock } from '../clocks/deadlines.ts'
import { deskMove, inUnitsHands } from '../course.ts'

/** 协办意见: what a co-unit did or found, for the lead unit to answer with. Once. */
export const contribution = deskMove({
  name: 'contribution',
  title: '协办意见',
  hint: '你们做了什么、查到什么，供牵头单位答复时用。市民不会直接看到。',
  submit: '提交协办意见',
  done: '已提交协办意见。',
  usual: true,
  action: 'suggestion.contributed',
  by: { co: inUnitsHands },
  form: fields({ body: words('协办意见', { min: 4, max: 3000, rows: 6, missing: '请写协办意见' }) }),
  refusals: { 'already-contributed': tooLate('协办意见已经提交过了。') },
  async offered({ id }, { person }, db) {
    return (await findOwed(db, id, person)) ? true : 'already-contributed'
  },
  async act(trx, suggestion, { body }, { person, now }) {
    const { id, unit } = (await findOwed(trx, suggestion.id, person))!
    await trx
      .updateTable('assignment')
      .set({ contribution: body, contributed_at: now, contributed_by: person.id })
      .where('id', '=', id)
      .execute()
    await stopClock(trx, { suggestionId: suggestion.id, step: 'contribute', assignmentId: id }, now)
    return { change: {}, detail: { row: id, unit } }
  },
  story: { desk: { title: '协办意见' }, author: { say: ({ unit }, nameOf) => `${nameOf(unit)}交来了协办意见` } },
})

/** What a unit of this officer, or one that it receives for, was asked for and has not given. */
function findOwed(db: Db | Trx, suggestionId: number, { id }: { id: number }) {
  return db
    .selectFrom('assignment')
    .innerJoin('liaison', join =>
      join.on(eb => eb('liaison.unit', 'in', [eb.ref('assignment.unit'), eb.ref('assignment.deputy')])),
    )
    .select(['assignment.id', 'assignment.unit'])
    .where('assignment.suggestion_id', '=', suggestionId)
    .where('assignment.part', '=', 'co')
    .where('assignment.ended_at', 'is', null)
    .where('assignment.contributed_at', 'is', null)
    .where('liaison.person_id', '=', id)
    .orderBy('assignment.id')
    .executeTakeFirst()
}
