import type { Db, Trx } from '#db/schema.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { choice, fields, requestKey } from '#forms/fields.ts'
import { deskMove } from '../course.ts'

/** How often, and on how many days, before somebody counts as unreachable. */
export const attemptsWanted = { times: 3, days: 2 }

/** 记一次联系 that was in vain: only after three on two days is an author unreachable. */
export const contactAttempt = deskMove({
  name: 'contact-attempt',
  title: '没联系上，记一次',
  hint: `至少两天里联系 ${attemptsWanted.times} 次都没联系上，才能按“联系不上”办结。`,
  submit: '记一次',
  done: '已记下这一次。',
  look: 'quiet',
  action: 'suggestion.contact-attempted',
  by: { clerk: ['revisit'] },
  form: fields({
    way: choice(
      '怎么联系的',
      { phone: '打电话', message: '发短信', visit: '上门' },
      { look: 'inline', missing: '请选怎么联系的' },
    ),
    request_key: requestKey(),
  }),
  async isDone({ id }, { request_key }, _by, db) {
    const recorded = await db
      .selectFrom('contact_attempt')
      .select('id')
      .where('request_key', '=', request_key)
      .where('suggestion_id', '=', id)
      .executeTakeFirst()
    return recorded !== undefined
  },
  async act(trx, suggestion, { way, request_key }, { person, now }) {
    const { id: row } = await trx
      .insertInto('contact_attempt')
      .values({ suggestion_id: suggestion.id, request_key, way, attempted_by: person.id, attempted_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { change: {}, detail: { row } }
  },
  story: { desk: { title: '没联系上提交人', forOffice: true } },
  async standing(db, { id, state }) {
    if (state !== 'revisit') return undefined
    const { times, days } = await countAttempts(db, id)
    return times > 0 ? { desk: { words: `联系过 ${times} 次，在 ${days} 天里，没有联系上。` } } : undefined
  },
})

/** Whether its author was tried often enough since they could read the answer. */
export async function isUnreachable(db: Db | Trx, suggestionId: number): Promise<boolean> {
  const { times, days } = await countAttempts(db, suggestionId)
  return times >= attemptsWanted.times && days >= attemptsWanted.days
}

async function countAttempts(db: Db | Trx, suggestionId: number): Promise<{ times: number; days: number }> {
  const attempts = await db
    .selectFrom('contact_attempt')
    .select('attempted_at')
    .where('suggestion_id', '=', suggestionId)
    .where('attempted_at', '>=', eb =>
      eb
        .selectFrom('answer')
        .select(eb => eb.fn.max('shown_at').as('at'))
        .where('answer.suggestion_id', '=', suggestionId),
    )
    .execute()
  return { times: attempts.length, days: new Set(attempts.map(({ attempted_at }) => dayInLishui(attempted_at))).size }
}
