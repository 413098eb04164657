import type { Db, Trx } from '#db/schema.ts'
import { fields, oneOf } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { endClocks } from '../clocks/deadlines.ts'
import { deskMove, inUnitsHands } from '../course.ts'
import { tellUnit } from '../tell.ts'

/** 不再协办: a unit that helps is released, and its clock ends. */
export const coUnitRelease = deskMove({
  name: 'co-unit-release',
  title: '不再协办',
  hint: '这个单位不用再协办，它的时限随之结束。',
  submit: '不再协办',
  done: '这个单位不再协办。',
  action: 'suggestion.co-unit-released',
  by: { clerk: inUnitsHands },
  form: fields({ released: oneOf('哪个单位', { choose: '请选择', missing: '请选一个协办单位' }) }),
  refusals: {
    'no-co-unit': tooLate('现在没有协办单位。'),
    'not-co-unit': at('released', '这个单位没有在协办这件事'),
  },
  async offered({ id }, _by, db) {
    return (await findCoUnits(db, id).executeTakeFirst()) ? true : 'no-co-unit'
  },
  async act(trx, suggestion, { released: unit }, { now }) {
    const found = await findCoUnits(trx, suggestion.id).where('unit', '=', unit).executeTakeFirst()
    if (!found) return { refused: 'not-co-unit' }
    await trx.updateTable('assignment').set({ ended_at: now }).where('id', '=', found.id).execute()
    await endClocks(trx, { suggestionId: suggestion.id, assignmentId: found.id }, now)
    await tellUnit(trx, suggestion, unit, 'desk-released', {}, now)
    return { change: {}, detail: { unit } }
  },
  story: { desk: { title: '不再协办' }, author: { say: ({ unit }, nameOf) => `${nameOf(unit)}不再协办` } },
})

function findCoUnits(db: Db | Trx, suggestionId: number) {
  return db
    .selectFrom('assignment')
    .select('id')
    .where('suggestion_id', '=', suggestionId)
    .where('part', '=', 'co')
    .where('ended_at', 'is', null)
}
