import { fields, requestKey, words } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { sayDay } from '../clocks/words.ts'
import { deskMove } from '../course.ts'
import { ask, askableStates, findAsked, findQuestion } from '../questions.ts'
import { tellAuthors } from '../tell.ts'

/** 问提交人: the desk asks what is missing (待补充), for itself or for a unit, which never knows whom. */
export const question = deskMove({
  name: 'question',
  title: '问提交人',
  hint: '缺什么、哪里不清楚，问提交人；在进度页上回答，不用打电话。等回答时时限停不停，看“时限”里的规定。',
  submit: '发出提问',
  done: '已问提交人，回答了会提醒。',
  action: 'suggestion.asked',
  by: { clerk: askableStates },
  form: fields({
    body: words('问什么', { min: 4, max: 500, rows: 3, hint: '一次问清楚，市民会原样看到', missing: '请写要问什么' }),
    request_key: requestKey(),
  }),
  refusals: { 'already-asked': tooLate('已经问了，等提交人回答。') },
  async isDone({ id }, { request_key }, _by, db) {
    const asked = await db
      .selectFrom('question')
      .select('id')
      .where('suggestion_id', '=', id)
      .where('request_key', '=', request_key)
      .executeTakeFirst()
    return asked !== undefined
  },
  async offered({ id }, _by, db) {
    return (await findQuestion(db, id))?.asked_at ? 'already-asked' : true
  },
  async act(trx, suggestion, { body, request_key }, { person, now }) {
    // A unit's own is sent on, in the words of the desk and under the key of this form.
    const proposed = await findQuestion(trx, suggestion.id)
    const { id: row, unit } = proposed
      ? await trx
          .updateTable('question')
          .set({ body, request_key })
          .where('id', '=', proposed.id)
          .returning(['id', 'unit'])
          .executeTakeFirstOrThrow()
      : await trx
          .insertInto('question')
          .values({ suggestion_id: suggestion.id, request_key, body, asked_by: person.id, asked_at: now })
          .returning(['id', 'unit'])
          .executeTakeFirstOrThrow()
    const due = await ask(trx, suggestion, row, person, now)
    await tellAuthors(trx, suggestion, 'suggestion-asked', { due }, now, { alone: true })
    return { change: {}, detail: { row, unit } }
  },
  story: {
    desk: { title: '问提交人', words: (db, { row }) => findBody(db, row!) },
    author: { say: () => '有个问题要问你', words: (db, { row }) => findBody(db, row!) },
  },
  async standing(db, { id }) {
    const asked = await findAsked(db, id)
    return (
      asked && {
        tag: '待补充',
        desk: {
          head: '问了提交人，等回答：',
          words: asked.body,
          more: `${sayDay(asked.due)}下班前不回答，提问自动结束。`,
        },
      }
    )
  },
})

async function findBody(db: Parameters<typeof findQuestion>[0], row: number): Promise<string> {
  return (await db.selectFrom('question').select('body').where('id', '=', row).executeTakeFirstOrThrow()).body
}
