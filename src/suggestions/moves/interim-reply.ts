import { addDays, dayInLishui } from '#calendar/work-calendar.ts'
import type { Db } from '#db/schema.ts'
import { day, fields, requestKey, words } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import { loadOffice } from '../clocks/office.ts'
import { endPromise, findPromise, planPromise } from '../clocks/promised-days.ts'
import { sayDay } from '../clocks/words.ts'
import { deskMove, inUnitsHands } from '../course.ts'
import { documentErrors } from '../document-words.ts'
import { documentsField, giveDocuments, lockDocuments } from '../documents.ts'
import { tellAuthors } from '../tell.ts'

/** 阶段性答复: how far it is and when there is more to say. It is no answer: the clocks go on. The day is watched. */
export const interimReply = deskMove({
  name: 'interim-reply',
  title: '阶段性答复',
  hint: '先告诉市民办到哪一步、什么时候再说。不是最后的答复，时限照走。市民会原样看到。',
  submit: '发出阶段性答复',
  done: '已发出，市民马上能看到。',
  action: 'suggestion.interim-replied',
  by: { clerk: ['accepted'], lead: ['signed-for', 'sent-back', 'reopened'] },
  form: fields({
    body: words('办到哪一步', { min: 10, max: 1000, rows: 4, missing: '请写办到哪一步，至少 10 个字' }),
    next_on: day('下次什么时候告诉', { missing: '请填下次告诉市民的日子' }),
    documents: documentsField(),
    request_key: requestKey(),
  }),
  refusals: {
    'next-not-later': at('next_on', '请填今天以后的日子'),
    'next-too-far': at('next_on', '请填三个月以内的日子'),
    'documents-gone': at('documents', documentErrors.gone),
  },
  async isDone({ id }, { request_key }, _by, db) {
    const written = await db
      .selectFrom('interim_reply')
      .select('id')
      .where('suggestion_id', '=', id)
      .where('request_key', '=', request_key)
      .executeTakeFirst()
    return written !== undefined
  },
  async act(trx, suggestion, { body, next_on, documents, request_key }, { person, party, now }) {
    const today = dayInLishui(now)
    if (next_on <= today) return { refused: 'next-not-later' }
    if (next_on > addDays(today, 92)) return { refused: 'next-too-far' }
    if (!(await lockDocuments(trx, documents, now))) return { refused: 'documents-gone' }
    const office = await loadOffice(trx)
    // One promise follows another: its author is told both days when the new one differs.
    const before = await endPromise(trx, suggestion.id, now)
    const promised = before !== undefined && before > today && before !== next_on ? before : undefined
    const unit = party === 'lead' ? suggestion.lead_unit : null
    const { id: row } = await trx
      .insertInto('interim_reply')
      .values({
        suggestion_id: suggestion.id,
        request_key,
        unit,
        body,
        next_on,
        ...planPromise(office, next_on, now),
        written_by: person.id,
        written_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await giveDocuments(trx, documents, { interim_reply_id: row })
    await tellAuthors(
      trx,
      suggestion,
      'suggestion-interim-reply',
      { until: next_on, ...(promised && { promised }) },
      now,
    )
    return { change: {}, detail: { row, unit, until: next_on, ...(promised && { promised }) } }
  },
  story: {
    desk: { title: '阶段性答复', words: findBody, hasDocuments: true },
    author: {
      say: ({ until, promised }) =>
        `阶段性答复，${promised ? `原来说好 ${sayDay(promised)}，改为 ` : ''}${sayDay(until!)}再告诉你进展`,
      words: findBody,
      hasDocuments: true,
    },
  },
  async standing(db, { id, state }) {
    if (![...inUnitsHands, 'accepted', 'returned'].includes(state)) return undefined
    const promise = await findPromise(db, id)
    if (!promise) return undefined
    const day = sayDay(promise.next_on)
    return promise.missed_at
      ? {
          tag: '没按期告知',
          desk: { words: `说好 ${day}再告诉市民进展，已经过了。请再发一次阶段性答复，或者答复。` },
          author: `说好 ${day}告诉你进展，还没有，对不起。已经提醒工作人员。`,
        }
      : { desk: { words: `说好 ${day}再告诉市民进展。` }, author: `${day}再告诉你进展。` }
  },
})

async function findBody(db: Db, { row }: { row?: number }): Promise<string> {
  return (await db.selectFrom('interim_reply').select('body').where('id', '=', row!).executeTakeFirstOrThrow()).body
}
