import { fields, words } from '#forms/fields.ts'
import { reopenSuggestion } from '../closing.ts'
import { deskMove } from '../course.ts'
import { tellAuthors } from '../tell.ts'

/** 重新办理 by the desk: the revisit found it unsettled, or a supervisor takes it up again. To the same lead unit, with a new clock. */
export const reopening = deskMove({
  name: 'reopening',
  title: '重新办理',
  hint: '交回原来的单位，重新计时。',
  submit: '重新办理',
  done: '已交回重新办理。',
  look: 'warning',
  action: 'suggestion.reopened',
  by: { clerk: ['revisit'], supervisor: ['revisit', 'closed'] },
  form: fields({
    words: words('为什么重新办理', {
      min: 4,
      max: 1000,
      rows: 3,
      hint: '记为备注，市民看不到',
      missing: '请写为什么重新办理',
    }),
  }),
  async act(trx, suggestion, { words }, { person, now }) {
    await trx
      .insertInto('private_note')
      .values({ suggestion_id: suggestion.id, body: words, written_by: person.id, written_at: now })
      .execute()
    const change = await reopenSuggestion(trx, suggestion, now)
    await tellAuthors(trx, suggestion, 'suggestion-reopened', {}, now)
    return { change }
  },
  story: { desk: { title: '重新办理' }, author: { say: () => '没有解决，交回原来的单位重新办理' } },
})
