import { fields, words } from '#forms/fields.ts'
import { deskMove } from '../course.ts'
import { receiveAgain, releaseMerged } from '../merged.ts'

/** 拆分: it was not the same matter after all. It comes back to the desk, with what had been merged into it before. */
export const parting = deskMove({
  name: 'parting',
  title: '拆分',
  hint: '不是同一件事，合错了时用。这一件回到待受理，重新计时；提交人会收到通知。',
  submit: '拆分',
  done: '已拆分，回到待受理。',
  look: 'warning',
  action: 'suggestion.parted',
  by: { clerk: ['merged'], supervisor: ['merged'] },
  form: fields({
    words: words('为什么拆分', {
      min: 4,
      max: 1000,
      rows: 2,
      hint: '记为备注，市民看不到',
      missing: '请写为什么拆分',
    }),
  }),
  async act(trx, suggestion, { words }, { person, now }) {
    await trx
      .insertInto('private_note')
      .values({ suggestion_id: suggestion.id, body: words, written_by: person.id, written_at: now })
      .execute()
    await releaseMerged(trx, suggestion, now, suggestion.merged_into!)
    return { change: await receiveAgain(trx, suggestion, now), detail: { into: suggestion.merged_into } }
  },
  // It also follows from what happens to the other: then the portal does it.
  story: {
    desk: { title: '拆分，回到待受理' },
    author: { say: () => '不再和另一件合在一起，由工作人员重新看' },
  },
})
