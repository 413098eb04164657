import { choice, fields, words } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import { closeSuggestion } from '../closing.ts'
import { deskMove } from '../course.ts'
import { attemptsWanted, contactAttempt, isUnreachable } from './contact-attempt.ts'
import { tellAuthors } from '../tell.ts'

/** 回访 and 办结: a clerk asked or looked, and the answer holds. The author may still rate it, and so reopen it. */
export const revisit = deskMove({
  name: 'revisit',
  title: '回访办结',
  hint: '问过本人或看过现场，确认已经解决。办结以后，市民仍可以评价、要求重办。',
  submit: '办结',
  done: '已办结。',
  usual: true,
  action: 'suggestion.closed',
  by: { clerk: ['revisit'] },
  form: fields({
    way: choice(
      '怎么回访的',
      { phone: '电话', 'on-site': '现场', unreachable: '联系不上' },
      { look: 'inline', missing: '请选怎么回访的' },
    ),
    words: words('回访情况', { min: 4, max: 1000, rows: 3, missing: '请写回访的情况，至少 4 个字' }),
  }),
  refusals: {
    'tried-too-little': at(
      'way',
      `至少两天里联系 ${attemptsWanted.times} 次都没联系上，才能这样办结；每次请用“${contactAttempt.title}”记下`,
    ),
  },
  async act(trx, suggestion, { way, words }, { person, now }) {
    if (way === 'unreachable' && !(await isUnreachable(trx, suggestion.id))) return { refused: 'tried-too-little' }
    const { id: row } = await trx
      .insertInto('revisit')
      .values({ suggestion_id: suggestion.id, way, words, revisited_by: person.id, revisited_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tellAuthors(trx, suggestion, 'suggestion-closed', {}, now)
    return { change: await closeSuggestion(trx, suggestion, now), detail: { row, way } }
  },
  // A satisfied author closes it too, without a revisit.
  story: {
    desk: {
      title: '办结',
      words: async (db, { row }, forOffice) =>
        row !== undefined && forOffice
          ? (await db.selectFrom('revisit').select('words').where('id', '=', row).executeTakeFirstOrThrow()).words
          : undefined,
    },
    author: { say: () => '办结了' },
  },
})
