import { fields, words } from '#forms/fields.ts'
import { forbidden, tooLate } from '#forms/refusals.ts'
import { findAppeal, findEnding, isOpenToSecondLook } from '../appeals.ts'
import { startClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { deskMove } from '../course.ts'
import { receiveAgain } from '../merged.ts'
import { tellAuthors } from '../tell.ts'

/**
 * 撤销: another clerk, or a supervisor, takes back a declination; another clerk a closing, within the days in which its
 * author may appeal. What was merged is parted; a supervisor takes up again what was closed.
 */
export const takingBack = deskMove({
  name: 'taking-back',
  title: '撤销',
  hint: '办错了的不予受理、办结，由另一位同事撤销：不予受理的回到待受理，办结的回到待回访。市民会收到通知。',
  submit: '撤销',
  done: '已撤销，市民马上能看到。',
  look: 'warning',
  action: 'suggestion.taken-back',
  by: { clerk: ['declined', 'closed'], supervisor: ['declined'] },
  form: fields({
    words: words('为什么撤销', {
      min: 4,
      max: 1000,
      rows: 2,
      hint: '记为备注，市民看不到',
      missing: '请写为什么撤销',
    }),
  }),
  refusals: {
    'own-decision': forbidden('这是你自己办的，请另一位受理员或督办员来撤销。'),
    'by-author': tooLate('这件是提交人自己评价后办结的，不能撤销。'),
    'too-late': tooLate('撤销的期限已经过了。'),
    appealed: tooLate('提交人申诉了，由督办员决定。'),
  },
  async offered(suggestion, { person, now }, db) {
    const appeal = await findAppeal(db, suggestion.id)
    if (appeal && !appeal.decided_at) return 'appealed'
    const ending = await findEnding(db, suggestion)
    if (!ending || !(await isOpenToSecondLook(db, ending.at, now))) return 'too-late'
    if (ending.actor_kind === 'citizen') return 'by-author'
    return ending.by === person.id ? 'own-decision' : true
  },
  async act(trx, suggestion, { words }, { person, now }) {
    await trx
      .insertInto('private_note')
      .values({ suggestion_id: suggestion.id, body: words, written_by: person.id, written_at: now })
      .execute()
    if (suggestion.state === 'declined') return { change: await receiveAgain(trx, suggestion, now) }
    const office = await loadOffice(trx)
    await startClock(
      trx,
      office,
      { suggestionId: suggestion.id, step: 'revisit', allowance: findAllowance(office, 'revisit', suggestion) },
      now,
    )
    await tellAuthors(trx, suggestion, 'suggestion-closing-taken-back', {}, now)
    return { change: { state: 'revisit', closed_at: null } }
  },
  story: {
    desk: { title: '撤销' },
    author: {
      say: ({ state }) => (state === 'revisit' ? '办结撤销了，工作人员再核实' : '不予受理撤销了，由工作人员重新看'),
    },
  },
})
